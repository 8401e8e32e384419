// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import io.fivewhys.sinks.report.AppPage;
import io.fivewhys.sinks.report.AskedRange;
import io.fivewhys.sinks.report.Documents;
import io.fivewhys.sinks.report.ReportAccess;
import io.fivewhys.sinks.report.ReportServer;
import io.fivewhys.sinks.report.ReportStore;
import io.fivewhys.sinks.report.engine.DuckDbReader;
import io.fivewhys.sinks.report.engine.WarehouseReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * A warehouse file with the page over it: from a server on a free loopback port, and as one file.
 * Rows that a test adds come to the page as those of a sink would.
 */
final class ServedWarehouse implements AutoCloseable {

  /** As much as the product lets DuckDB have. */
  private static final String MEMORY_LIMIT = "256MB";

  private static final Duration NEWS = Duration.ofMillis(200);

  private final DuckDBConnection connection;
  private final AtomicReference<CountDownLatch> held = new AtomicReference<>(new CountDownLatch(0));
  private final ReportStore store;
  private ReportServer server;

  ServedWarehouse(Path file) throws IOException, SQLException {
    Properties settings = new Properties();
    settings.setProperty("memory_limit", MEMORY_LIMIT);
    connection =
        DriverManager.getConnection("jdbc:duckdb:" + file, settings).unwrap(DuckDBConnection.class);
    store = new ReportStore(Documents.DEFAULT, this::heldReader, NEWS, () -> null);
    server = new ReportServer(ReportAccess.LOOPBACK, 0, store).start();
  }

  /** The origin of the server, with a slash at its end. */
  String uri() {
    return server.uri().toString();
  }

  /** Where the page is, at the given fragment, such as {@code #/}. */
  String page(String fragment) {
    return uri() + fragment;
  }

  /** The whole page as one file, and its address. */
  String onePage(Path file) throws IOException {
    try (WarehouseReader reader = reader();
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      AppPage.write(Documents.DEFAULT.all(reader, AskedRange.OPEN), out);
    }
    return file.toUri().toString();
  }

  /** A look at the same rows as the page has. */
  WarehouseReader reader() {
    return new DuckDbReader(duplicate());
  }

  /** What a query answers, each row as texts. */
  List<List<@Nullable String>> query(String sql) throws SQLException {
    List<List<@Nullable String>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** From now on the server answers nothing that it has to read, until {@link #release}. */
  void hold() {
    held.set(new CountDownLatch(1));
  }

  void release() {
    held.get().countDown();
  }

  /** The server ends; the page that is open stays. */
  void goAway() {
    server.close();
  }

  /** Another server at the same address. */
  void comeBack() throws IOException {
    server = new ReportServer(ReportAccess.LOOPBACK, server.uri().getPort(), store).start();
  }

  /** Adds or changes rows. */
  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    release();
    server.close();
    connection.close();
  }

  private WarehouseReader heldReader() {
    try {
      held.get().await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while readers are held", e);
    }
    return reader();
  }

  private Connection duplicate() {
    try {
      return connection.duplicate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
