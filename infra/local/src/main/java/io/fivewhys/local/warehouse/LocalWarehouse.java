// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import io.fivewhys.sinks.bigquery.RefusedRows;
import io.fivewhys.sinks.bigquery.StorageWarehouseWriter;
import io.fivewhys.sinks.bigquery.StreamProgress;
import io.fivewhys.sinks.bigquery.TableWriter;
import io.fivewhys.sinks.bigquery.Warehouse;
import io.fivewhys.warehouse.Table;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * A DuckDB file, the Storage Write API over it, and Google's client of that API: a warehouse on
 * this machine that is written to exactly as the one in the cloud is.
 */
public final class LocalWarehouse implements Warehouse {

  static final String PROJECT = "local";
  static final String DATASET = "fivewhys";
  static final String LOCATION = "local";

  private final DuckDbWarehouse file;
  private final StorageWriteServer server;
  private final ManagedChannel channel;
  private final StorageWarehouseWriter client;

  private LocalWarehouse(DuckDbWarehouse file, StorageWriteServer server, ManagedChannel channel) {
    this.file = file;
    this.server = server;
    this.channel = channel;
    this.client = client(channel);
  }

  /** Listening on a loopback port. */
  public static LocalWarehouse open(Path path) {
    DuckDbWarehouse file = DuckDbWarehouse.open(path);
    StorageWriteServer server = StorageWriteServer.onLoopback(file);
    return new LocalWarehouse(file, server, channel(server));
  }

  /** Without a socket, for a short run in one JVM. */
  public static LocalWarehouse openInProcess(Path path) {
    DuckDbWarehouse file = DuckDbWarehouse.open(path);
    String name = UUID.randomUUID().toString();
    StorageWriteServer server = StorageWriteServer.inProcess(name, file);
    return new LocalWarehouse(file, server, InProcessChannelBuilder.forName(name).build());
  }

  @Override
  public TableWriter writer(Table table, StreamProgress progress, RefusedRows refusedRows) {
    return client.writer(table, progress, refusedRows);
  }

  /** The port of the Storage Write API; -1 in process. */
  public int port() {
    return server.port();
  }

  /** To read what is flushed, while rows come in; the caller closes it. */
  public Connection reader() throws SQLException {
    return file.connection().duplicate();
  }

  /** {@link DuckDbWarehouse#export} of what is flushed. */
  public void export(Path target) {
    file.export(target);
  }

  @Override
  public void close() {
    client.close();
    channel.shutdownNow();
    server.close();
    file.close();
  }

  static ManagedChannel channel(StorageWriteServer server) {
    return ManagedChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  static StorageWarehouseWriter client(ManagedChannel channel) {
    return new StorageWarehouseWriter(
        PROJECT,
        DATASET,
        LOCATION,
        FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)),
        NoCredentialsProvider.create());
  }
}
