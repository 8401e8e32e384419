// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A warehouse file, asked as users ask it. */
final class DuckDbEngine implements Engine {

  private final Path file;

  DuckDbEngine(Path file) {
    this.file = file;
  }

  @Override
  public Answer ask(String sql) {
    QueryResult result = WarehouseQuery.run(file, sql);
    List<String> types =
        WarehouseQuery.run(file, "DESCRIBE " + sql).rows().stream()
            .map(row -> Objects.toString(row.get(1)))
            .toList();
    return new Answer(
        result.columns(), types, result.rows().stream().map(DuckDbEngine::values).toList());
  }

  @Override
  public void close() {}

  private static List<@Nullable Object> values(Collection<?> row) {
    List<@Nullable Object> values = new ArrayList<>();
    row.forEach(value -> values.add(value(value)));
    return values;
  }

  private static @Nullable Object value(@Nullable Object value) {
    return switch (value) {
      case Number number -> number.doubleValue();
      case Map<?, ?> struct -> values(struct.values());
      case List<?> list -> values(list);
      case null, default -> value;
    };
  }
}
