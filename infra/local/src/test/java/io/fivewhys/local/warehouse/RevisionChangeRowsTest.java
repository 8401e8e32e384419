// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static io.fivewhys.warehouse.Tables.REVISION_CHANGES;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.RevisionChange;
import io.fivewhys.Verdict;
import io.fivewhys.contract.Topics;
import io.fivewhys.sinks.bigquery.RowMapper;
import io.fivewhys.sinks.bigquery.StreamProgress;
import io.fivewhys.sinks.bigquery.TableWriter;
import io.fivewhys.warehouse.Column;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record from its topic's bytes to what a query gives, through the real client. */
class RevisionChangeRowsTest {

  private static final String HOSTILE = "'); DROP TABLE x; --\u0000\t\"</script>\uD83D\uDE00";

  @TempDir Path directory;

  @Test
  void everything_said_of_a_change_arrives_as_it_was() {
    assertThat(stored(Changes.full(HOSTILE)))
        .isEqualTo(
            row(
                "acme-prod",
                "europe-west1",
                "checkout",
                "checkout-00001-abc",
                "checkout-00002-def",
                3L,
                "2026-03-01T10:00:00.000003Z",
                true,
                "2026-03-01T09:00:00.000001Z",
                "2026-03-01T09:01:00Z",
                "2026-03-01T09:02:00Z",
                "2026-03-01T09:32:00Z",
                "d***@example.com",
                "gcloud.run.deploy",
                List.of(
                    struct("field", "env.DB_HOST", "before", "sha256:1", "after", null),
                    struct("field", "env." + HOSTILE, "before", null, "after", HOSTILE),
                    struct("field", "limits.memory", "before", "512Mi", "after", "256Mi")),
                List.of(struct("field", "env.DB_HOST", "score", 0.875, "reason", HOSTILE)),
                List.of(HOSTILE, ""),
                "REGRESSION",
                "errors_5xx",
                "SAME_MINUTES",
                400L,
                200L,
                0.01,
                0.25,
                0.24,
                0.18,
                0.3,
                1e-9,
                80.5,
                120.25,
                true,
                List.of(HOSTILE),
                HOSTILE,
                7L));
  }

  @Test
  void what_is_not_known_is_null_and_lists_are_empty() {
    Map<String, @Nullable Object> stored =
        stored(Changes.bare("checkout", "checkout-00002-def", 1, Verdict.NO_EFFECT));

    for (Column column : REVISION_CHANGES.columns()) {
      switch (column.mode()) {
        case NULLABLE -> assertThat(stored.get(column.name())).as(column.name()).isNull();
        case REPEATED ->
            assertThat(stored.get(column.name())).as(column.name()).isEqualTo(List.of());
        case REQUIRED -> assertThat(stored.get(column.name())).as(column.name()).isNotNull();
      }
    }
    assertThat(stored)
        .containsEntry("final", false)
        .containsEntry("verdict", "NO_EFFECT")
        .containsEntry("control", "NONE");
  }

  /** Instants are compared as text. */
  private Map<String, @Nullable Object> stored(RevisionChange change) {
    RevisionChange received =
        Topics.REVISION_CHANGES.codec().decode(Topics.REVISION_CHANGES.codec().encode(change));
    Path file = directory.resolve("warehouse.duckdb");
    Path exported = directory.resolve("exported.duckdb");
    try (LocalWarehouse warehouse = LocalWarehouse.openInProcess(file);
        TableWriter writer =
            warehouse.writer(
                REVISION_CHANGES,
                StreamProgress.unkept(),
                (row, reason) -> {
                  throw new AssertionError(reason);
                })) {
      writer.append(RowMapper.rows(received).getFirst().values());
      writer.flush();
      warehouse.export(exported);
    }
    QueryResult result = WarehouseQuery.run(exported, "SELECT * FROM revision_changes");
    assertThat(result.rows()).hasSize(1);
    Map<String, @Nullable Object> stored = new LinkedHashMap<>();
    for (int i = 0; i < result.columns().size(); i++) {
      Object value = result.rows().getFirst().get(i);
      stored.put(result.columns().get(i), value instanceof Instant ? value.toString() : value);
    }
    return stored;
  }

  private static Map<String, @Nullable Object> row(@Nullable Object... values) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      row.put(REVISION_CHANGES.columns().get(i).name(), values[i]);
    }
    return row;
  }

  private static Map<String, @Nullable Object> struct(@Nullable Object... members) {
    Map<String, @Nullable Object> struct = new LinkedHashMap<>();
    List<@Nullable Object> list = Arrays.asList(members);
    for (int i = 0; i < list.size(); i += 2) {
      struct.put(String.valueOf(list.get(i)), list.get(i + 1));
    }
    return struct;
  }
}
