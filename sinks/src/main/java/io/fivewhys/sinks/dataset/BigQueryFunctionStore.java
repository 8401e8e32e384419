// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

import com.google.cloud.bigquery.Routine;
import com.google.cloud.bigquery.StandardSQLDataType;
import io.fivewhys.sinks.dataset.Definition.FunctionState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions in BigQuery's terms: read as routines, written in SQL. */
final class BigQueryFunctionStore {

  private static final String OF_ROWS = "TABLE_VALUED_FUNCTION";

  private BigQueryFunctionStore() {}

  static FunctionState state(Routine routine) {
    List<String> parameters =
        routine.getArguments() == null
            ? List.of()
            : routine.getArguments().stream()
                .map(argument -> argument.getName() + ' ' + type(argument.getDataType()))
                .toList();
    return new FunctionState(
        routine.getRoutineId().getRoutine(),
        parameters,
        OF_ROWS.equals(routine.getRoutineType())
            ? FunctionState.TABLE
            : type(routine.getReturnType()),
        BigQueryTableStore.text(routine.getBody()).strip(),
        BigQueryTableStore.text(routine.getDescription()));
  }

  /**
   * @param name qualified and quoted
   */
  static String create(FunctionState function, String name) {
    String head =
        "%s %s(%s)"
            .formatted(
                function.isTable()
                    ? "CREATE OR REPLACE TABLE FUNCTION"
                    : "CREATE OR REPLACE FUNCTION",
                name,
                String.join(", ", function.parameters()));
    String options = " OPTIONS (description = " + literal(function.doc()) + ")";
    return function.isTable()
        ? head + options + " AS\n" + function.sql()
        : head + " RETURNS " + function.returns() + options + " AS (\n" + function.sql() + "\n)";
  }

  private static String literal(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  private static String type(@Nullable StandardSQLDataType type) {
    if (type == null) {
      return "";
    }
    if (type.getArrayElementType() != null) {
      return "ARRAY<" + type(type.getArrayElementType()) + ">";
    }
    if (type.getStructType() != null) {
      return "STRUCT<"
          + String.join(
              ", ",
              type.getStructType().getFields().stream()
                  .map(field -> field.getName() + ' ' + type(field.getDataType()))
                  .toList())
          + ">";
    }
    return String.valueOf(type.getTypeKind());
  }
}
