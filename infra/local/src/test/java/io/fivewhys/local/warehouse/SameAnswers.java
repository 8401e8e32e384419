// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.local.warehouse.Engine.Answer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether two engines say the same: to 1e-9 where numbers are added up in another order. */
final class SameAnswers {

  private static final double TOLERANCE = 1e-9;

  private SameAnswers() {}

  /** In the same order, if the query asks for one. */
  static void assertSame(String sql, Answer one, Answer other) {
    assertThat(other.columns()).as(sql).isEqualTo(one.columns());
    assertThat(other.rows()).as(sql).hasSameSizeAs(one.rows());
    boolean ordered = sql.toUpperCase(Locale.ROOT).lastIndexOf("\nORDER BY") >= 0;
    List<List<@Nullable Object>> left = ordered ? one.rows() : sorted(one);
    List<List<@Nullable Object>> right = ordered ? other.rows() : sorted(other);
    for (int i = 0; i < left.size(); i++) {
      if (!same(left.get(i), right.get(i))) {
        assertThat(right.get(i)).as("row %d of %s", i, sql).isEqualTo(left.get(i));
      }
    }
  }

  private static List<List<@Nullable Object>> sorted(Answer answer) {
    return answer.rows().stream().sorted(Comparator.comparing(SameAnswers::key)).toList();
  }

  /** Numbers rounded, so that those that are the same are sorted alike. */
  private static String key(@Nullable Object value) {
    return switch (value) {
      case Double number -> "%.6e".formatted(number);
      case List<?> list -> list.stream().map(SameAnswers::key).toList().toString();
      case null, default -> Objects.toString(value);
    };
  }

  private static boolean same(@Nullable Object one, @Nullable Object other) {
    if (one instanceof Double a && other instanceof Double b) {
      return a.equals(b) || Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
    }
    if (one instanceof List<?> a && other instanceof List<?> b) {
      for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
        if (!same(a.get(i), b.get(i))) {
          return false;
        }
      }
      return a.size() == b.size();
    }
    return Objects.equals(one, other);
  }
}
