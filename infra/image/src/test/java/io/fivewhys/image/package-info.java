// SPDX-License-Identifier: Apache-2.0
/** The image, built and run as far as a machine without a container engine can. */
@NullMarked
package io.fivewhys.image;

import org.jspecify.annotations.NullMarked;
