// SPDX-License-Identifier: Apache-2.0
/**
 * The schema of Google's Terraform provider, served to Terraform itself: so that it validates every
 * resource, argument and block without the provider, which is hundreds of megabytes and no package
 * of any registry that a build reaches.
 */
@NullMarked
package io.fivewhys.terraform.provider;

import org.jspecify.annotations.NullMarked;
