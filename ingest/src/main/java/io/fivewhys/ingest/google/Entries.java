// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some log entries as an export would hold them.
 *
 * @param ndjson one entry a line
 * @param received the latest time at which Cloud Logging received one of them; null without any
 * @param reached the latest timestamp of them; null without any
 * @param nextPage where a listing goes on; empty at its end
 * @param suppressed how many entries were left out, by reason
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Entries(
    byte[] ndjson,
    int count,
    @Nullable Instant received,
    @Nullable Instant reached,
    String nextPage,
    Map<String, Long> suppressed) {}
