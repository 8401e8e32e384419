// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import io.fivewhys.sinks.dataset.DatasetException;
import io.fivewhys.sinks.dataset.DatasetPlan;
import io.fivewhys.sinks.dataset.WantedDataset;
import io.fivewhys.warehouse.DuckDbDdl;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A DuckDB file with the tables of {@link Tables} and the views on them, made where they are not
 * there yet. Tables are append-only and have no keys: each row comes once.
 */
public final class DuckDbWarehouse implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DuckDbWarehouse.class);

  /** Of DuckDB's buffers, which spill to disk beyond it. */
  private static final String MEMORY_LIMIT = "256MB";

  private final Path file;
  private volatile DuckDBConnection connection;

  private DuckDbWarehouse(Path file, DuckDBConnection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * @throws WarehouseFileException when it cannot be opened, such as while another process has it
   */
  public static DuckDbWarehouse open(Path file) {
    try {
      DuckDBConnection connection = connect(file, false);
      DuckDbWarehouse warehouse = new DuckDbWarehouse(file, connection);
      make(file, connection);
      return warehouse;
    } catch (SQLException e) {
      throw new WarehouseFileException(
          "warehouse file " + file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Makes what is missing, and brings what is older up to date. */
  private static void make(Path file, DuckDBConnection connection) throws SQLException {
    DuckDbDataset dataset =
        new DuckDbDataset(file.toString(), connection, WantedDataset.ofDuckDb());
    try {
      DatasetPlan.of(dataset).apply(dataset, change -> {});
    } catch (DatasetException e) {
      connection.close();
      throw new WarehouseFileException(
          "warehouse file " + file + " cannot be brought up to date: " + e.getMessage(), e);
    }
  }

  DuckDBConnection connection() {
    return connection;
  }

  /**
   * Opens the file anew if DuckDB answers nothing more, as it does after some failures: one is a
   * disk that is full at a checkpoint.
   */
  void revive() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
    } catch (SQLException e) {
      LOG.warn("Warehouse file {} is opened anew: {}", file, e.getMessage());
      connection.close();
      connection = connect(file, false);
    }
  }

  /**
   * Writes the tables and views into a new file, which replaces {@code target} at once. Rows are in
   * the order of their keys and written by one thread in one go, so that the same rows make the
   * same file, in whatever order and pieces they came here.
   */
  public void export(Path target) {
    // The name of a file is in the views it holds: it must be the same each time.
    Path folder = target.toAbsolutePath().resolveSibling("." + target.getFileName() + ".export");
    Path fresh = folder.resolve("warehouse.duckdb");
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(fresh);
      copyTo(fresh);
      Files.move(
          fresh, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      Files.delete(folder);
    } catch (SQLException e) {
      throw new WarehouseFileException(
          "warehouse file " + target + " cannot be written: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("warehouse file " + target + " cannot be written", e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new WarehouseFileException(
          "warehouse file " + file + " was not closed in order: " + e.getMessage(), e);
    }
  }

  static DuckDBConnection connect(Path file, boolean readOnly) throws SQLException {
    Properties settings = settings();
    settings.setProperty("duckdb.read_only", Boolean.toString(readOnly));
    return connect(file.toString(), settings);
  }

  static DuckDBConnection connectInMemory() throws SQLException {
    return connect("", settings());
  }

  private static DuckDBConnection connect(String file, Properties settings) throws SQLException {
    return DriverManager.getConnection("jdbc:duckdb:" + file, settings)
        .unwrap(DuckDBConnection.class);
  }

  private static Properties settings() {
    Properties settings = new Properties();
    settings.setProperty("memory_limit", MEMORY_LIMIT);
    settings.setProperty("autoinstall_known_extensions", "false");
    return settings;
  }

  private void copyTo(Path fresh) throws SQLException {
    DuckDBConnection second = connection.duplicate().unwrap(DuckDBConnection.class);
    try (second;
        Statement statement = second.createStatement()) {
      statement.execute("SET threads = 1");
      // These two leave what was in memory before where a number is null.
      statement.execute("SET disabled_compression_methods = 'alp,alprd'");
      statement.execute("ATTACH '" + fresh.toString().replace("'", "''") + "' AS export");
      statement.execute("USE export");
      make(fresh, second);
      statement.execute("BEGIN");
      for (Table table : Tables.ALL) {
        statement.execute(
            "INSERT INTO export."
                + DuckDbDdl.quoted(table.name())
                + " BY NAME SELECT "
                + columns(table)
                + " FROM "
                + DuckDbDdl.quoted(connection.getCatalog())
                + '.'
                + DuckDbDdl.quoted(table.name())
                + order(table));
      }
      statement.execute("COMMIT");
      statement.execute("CHECKPOINT export");
      statement.execute("USE " + DuckDbDdl.quoted(connection.getCatalog()));
      statement.execute("DETACH export");
    }
  }

  /** Ours, in our order: a file may have others, and may have got ours one by one. */
  private static String columns(Table table) {
    return table.columns().stream()
        .map(column -> DuckDbDdl.quoted(column.name()))
        .collect(Collectors.joining(", "));
  }

  /** By key, then by everything else that can be ordered. */
  private static String order(Table table) {
    List<String> rest =
        table.columns().stream()
            .map(column -> column.name())
            .filter(name -> !table.key().contains(name))
            .toList();
    return Stream.concat(table.key().stream(), rest.stream())
        .map(DuckDbDdl::quoted)
        .collect(Collectors.joining(", ", " ORDER BY ", ""));
  }
}
