// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import io.fivewhys.sinks.dataset.DatasetState;
import io.fivewhys.sinks.dataset.Definition;
import io.fivewhys.sinks.dataset.TableState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How DuckDB tells views and functions that it was given: asked once, of a file that is thrown
 * away. It tells some otherwise once they were read back from disk, so each may have two tellings.
 */
final class DuckDbTexts {

  /** By what is wanted: one entry in a program, a few in a test. */
  private static final Map<DatasetState, Map<String, Set<String>>> TOLD = new ConcurrentHashMap<>();

  private DuckDbTexts() {}

  /** By {@link DuckDbCatalog#key}. */
  static Map<String, Set<String>> told(DatasetState wanted) throws SQLException {
    Map<String, Set<String>> known = TOLD.get(wanted);
    if (known == null) {
      known = ask(wanted);
      TOLD.put(wanted, known);
    }
    return known;
  }

  private static Map<String, Set<String>> ask(DatasetState wanted) throws SQLException {
    try {
      Path folder = Files.createTempDirectory("fivewhys");
      Path file = folder.resolve("texts.duckdb");
      try {
        Map<String, Set<String>> told = new TreeMap<>();
        try (Connection connection = DuckDbWarehouse.connect(file, false);
            Statement statement = connection.createStatement()) {
          statement.execute("BEGIN");
          make(statement, wanted);
          statement.execute("COMMIT");
          add(told, statement);
        }
        try (Connection connection = DuckDbWarehouse.connect(file, true);
            Statement statement = connection.createStatement()) {
          add(told, statement);
        }
        return told;
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no file to try views and functions in", e);
    }
  }

  private static void make(Statement statement, DatasetState wanted) throws SQLException {
    for (TableState table : wanted.tables()) {
      statement.execute(DuckDbSql.create(table).getFirst());
    }
    for (Definition definition : wanted.definitions()) {
      statement.execute(DuckDbSql.define(definition).getFirst());
    }
  }

  private static void add(Map<String, Set<String>> told, Statement statement) throws SQLException {
    DuckDbCatalog.definitions(statement)
        .forEach((key, definition) ->
            told.computeIfAbsent(key, name -> new TreeSet<>()).add(definition.sql()));
  }
}
