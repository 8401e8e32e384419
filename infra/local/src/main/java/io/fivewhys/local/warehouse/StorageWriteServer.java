// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * BigQuery's Storage Write API over a DuckDB file. What it has acknowledged survives a crash, and a
 * stream goes on after it where it stopped. Closing it leaves the file open.
 */
public final class StorageWriteServer implements AutoCloseable {

  /** Beyond what the service takes, so that it is the service that refuses. */
  private static final int MESSAGE_BYTES = 64 << 20;

  private static final int GOODBYE_SECONDS = 5;

  private final Server server;
  private final ExecutorService executor;
  private final ServerTime time;

  private StorageWriteServer(
      ServerBuilder<?> builder, DuckDbWarehouse warehouse, Faults faults, ServerTime time) {
    this.time = time;
    executor =
        Executors.newCachedThreadPool(
            Thread.ofPlatform().name("storage-write-", 0).daemon().factory());
    try {
      DuckDbStreamStore store = new DuckDbStreamStore(warehouse, time);
      WriteService service = new WriteService(store, WriteLimits.DOCUMENTED, time, faults);
      server =
          builder
              .executor(executor)
              .maxInboundMessageSize(MESSAGE_BYTES)
              .addService(new BigQueryWriteServer(service))
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("the local Storage Write server did not start", e);
    } catch (SQLException e) {
      throw new WarehouseFileException(
          "the local Storage Write server did not start: " + e.getMessage(), e);
    }
  }

  /** On a free loopback port, for any client on this machine. */
  public static StorageWriteServer onLoopback(DuckDbWarehouse warehouse) {
    return onLoopback(warehouse, Faults.NONE);
  }

  static StorageWriteServer onLoopback(DuckDbWarehouse warehouse, Faults faults) {
    return onLoopback(0, warehouse, faults, new SystemTime());
  }

  /**
   * @param port 0 for a free one
   * @param time closed with the server
   */
  static StorageWriteServer onLoopback(
      int port, DuckDbWarehouse warehouse, Faults faults, ServerTime time) {
    return new StorageWriteServer(
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            // The client pings idle connections every minute.
            .permitKeepAliveTime(10, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true),
        warehouse,
        faults,
        time);
  }

  /** For clients in this JVM only, under a name: no socket, and a quicker start. */
  static StorageWriteServer inProcess(String name, DuckDbWarehouse warehouse) {
    return new StorageWriteServer(
        InProcessServerBuilder.forName(name), warehouse, Faults.NONE, new SystemTime());
  }

  /** The port on loopback; -1 in process. */
  public int port() {
    return server.getPort();
  }

  /** Connections drop; what was acknowledged is in the file. */
  @Override
  public void close() {
    server.shutdownNow();
    time.close();
    try {
      // The last calls end on the executor, so it goes after them. A connection that came in at
      // this very moment may never be reported as ended: its rows were not acknowledged, and
      // waiting for it would last
      // for ever.
      server.awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS);
      executor.shutdown();
      executor.awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
