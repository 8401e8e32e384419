// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import io.fivewhys.LatencyBucket;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignatureCount;
import io.fivewhys.contract.LatencyBuckets;
import io.fivewhys.sinks.bigquery.Row;
import io.fivewhys.sinks.bigquery.RowMapper;
import io.fivewhys.warehouse.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Closed minutes for tests: number n is minute n of one service. */
final class Minutes {

  static final long START_MICROS = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli() * 1_000;

  private Minutes() {}

  static ServiceMinute minute(int number, long... latencyNanos) {
    Map<Integer, Long> counts = new TreeMap<>();
    for (long nanos : latencyNanos) {
      counts.merge(LatencyBuckets.of(nanos), 1L, Long::sum);
    }
    List<LatencyBucket> histogram = new ArrayList<>();
    counts.forEach((bucket, count) -> histogram.add(new LatencyBucket(bucket, count)));
    ServiceMinute minute = new ServiceMinute();
    minute.setProject("acme-prod");
    minute.setLocation("europe-west1");
    minute.setService("checkout");
    minute.setRevision("checkout-00001-abc");
    minute.setWindowStart(START_MICROS + number * 60_000_000L);
    minute.setClosed(true);
    minute.setRequests((long) number);
    minute.setErrorRate(number % 2 == 0 ? null : 0.5);
    minute.setLatencyHistogram(histogram);
    minute.setSignatures(List.of());
    return minute;
  }

  static ServiceMinute withSignature(ServiceMinute minute, String text) {
    minute.setSignatures(List.of(new SignatureCount("00000000000000ab", text, 3L, text)));
    return minute;
  }

  static List<@Nullable Object> row(int number) {
    return row(minute(number, 1_000_000, 2_000_000, 0));
  }

  static List<@Nullable Object> row(ServiceMinute minute) {
    return RowMapper.rows(minute).getFirst().values();
  }

  static List<List<@Nullable Object>> rows(ServiceMinute minute, Table table) {
    return RowMapper.rows(minute).stream()
        .filter(row -> row.table().equals(table))
        .map(Row::values)
        .toList();
  }
}
