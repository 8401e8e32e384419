// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Small answers that many documents need, such as from when to when there is anything: asked once
 * for as long as the warehouse stays as it is. BigQuery keeps none of a table that rows are just
 * appended to, and has even the smallest query paid as ten megabytes.
 */
final class RecentRows {

  private static final int MOST_VALUES = 200;
  private static final int MOST_QUESTIONS = 100;

  private final LinkedHashMap<Question, List<WarehouseRow>> kept =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, List<WarehouseRow>> eldest) {
          return size() > MOST_QUESTIONS;
        }
      };
  private String version = "";

  record Question(String sql, List<Object> parameters) {}

  /** Forgets what was read from another version of the warehouse. */
  synchronized void of(String current) {
    if (!current.equals(version)) {
      version = current;
      kept.clear();
    }
  }

  /** Null where it has to be asked. */
  synchronized @Nullable List<WarehouseRow> known(Question question) {
    return kept.get(question);
  }

  /** To be made before the question is asked. */
  synchronized Answer answer(Question question) {
    return new Answer(question, version);
  }

  /** The rows of one answer, as they come. */
  final class Answer {
    private final Question question;
    private final String asked;
    private final List<WarehouseRow> rows = new ArrayList<>();
    private int values;

    private Answer(Question question, String asked) {
      this.question = question;
      this.asked = asked;
    }

    void add(WarehouseRow row) {
      values = Math.min(values + row.values().size(), MOST_VALUES + 1);
      if (values <= MOST_VALUES) {
        rows.add(row);
      }
    }

    /** All of them came; not kept where they are many, or where the warehouse is another by now. */
    void keep() {
      synchronized (RecentRows.this) {
        if (values <= MOST_VALUES && asked.equals(version)) {
          kept.put(question, List.copyOf(rows));
        }
      }
    }
  }
}
