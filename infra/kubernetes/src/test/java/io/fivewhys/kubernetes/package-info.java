// SPDX-License-Identifier: Apache-2.0
/** Holds the manifests against what Kubernetes knows and against what the services do. */
@NullMarked
package io.fivewhys.kubernetes;

import org.jspecify.annotations.NullMarked;
