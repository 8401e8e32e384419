// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import io.fivewhys.RejectedEntry;
import org.jspecify.annotations.Nullable;

/**
 * An entry that could not be understood: what a row of {@link Tables#REJECTED_ENTRIES} is made of.
 *
 * @param receivedAt when it was put aside, microseconds; null for an entry of a file
 */
public record RejectedMessage(RejectedEntry entry, @Nullable Long receivedAt) {}
