// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.Deploy.FieldDiff;
import io.fivewhys.sinks.report.Deploy.Ruling;
import io.fivewhys.sinks.report.Deploy.Suspect;
import io.fivewhys.sinks.report.Deploy.Times;
import io.fivewhys.sinks.report.engine.WarehouseRow;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * From a row of revision_changes, with when it changed, to a {@link Deploy}. What is long is cut
 * and what is many left out.
 */
final class DeployRow {

  private static final int DIFFERENCES = 200;
  private static final int SENTENCES = 20;

  private DeployRow() {}

  static Deploy deploy(WarehouseRow row) {
    return new Deploy(
        row.text("project"),
        row.text("location"),
        row.text("service"),
        row.textOrNull("from_revision"),
        row.text("to_revision"),
        row.truth("final"),
        new Times(
            Math.floorDiv(row.number("changed_at"), 1_000L),
            row.millisOrNull("created_at"),
            row.millisOrNull("ready_at"),
            row.millisOrNull("first_traffic_at"),
            row.millisOrNull("restored_at")),
        Texts.cutOrNull(row.textOrNull("actor"), Texts.SHORT),
        Texts.cutOrNull(row.textOrNull("tool"), Texts.SHORT),
        ruling(row),
        first(row.structs("diff", DeployRow::fieldDiff), DIFFERENCES),
        first(row.structs("suspects", DeployRow::suspect), SENTENCES),
        first(texts(row, "findings"), SENTENCES),
        first(texts(row, "new_signatures"), SENTENCES),
        null);
  }

  private static Ruling ruling(WarehouseRow row) {
    return new Ruling(
        row.text("verdict"),
        row.textOrNull("indicator"),
        row.text("control"),
        row.number("requests_before"),
        row.number("requests_after"),
        row.fractionOrNull("error_rate_before"),
        row.fractionOrNull("error_rate_after"),
        row.fractionOrNull("effect"),
        row.fractionOrNull("effect_low"),
        row.fractionOrNull("effect_high"),
        row.fractionOrNull("p_value"),
        row.fractionOrNull("latency_p95_before_ms"),
        row.fractionOrNull("latency_p95_after_ms"),
        row.truth("latency_changed"),
        Texts.cut(row.text("reason"), Texts.LONG),
        row.numberOrNull("requests_needed"));
  }

  private static FieldDiff fieldDiff(List<@Nullable Object> parts) {
    return new FieldDiff(
        Texts.cut(String.valueOf(parts.get(0))),
        Texts.cutOrNull((String) parts.get(1), Texts.SHORT),
        Texts.cutOrNull((String) parts.get(2), Texts.SHORT));
  }

  private static Suspect suspect(List<@Nullable Object> parts) {
    return new Suspect(
        Texts.cut(String.valueOf(parts.get(0))),
        parts.get(1) instanceof Double score && Double.isFinite(score) ? score : 0,
        Texts.cut(String.valueOf(parts.get(2))));
  }

  private static List<String> texts(WarehouseRow row, String column) {
    Function<@Nullable Object, String> cut = text -> Texts.cut(String.valueOf(text));
    return row.list(column).stream().map(cut).toList();
  }

  private static <T> List<T> first(List<T> all, int most) {
    return all.size() <= most ? all : all.subList(0, most);
  }
}
