// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The value of a STRUCT column: those of its fields, in their order. */
record Struct(List<@Nullable Object> values) {}
