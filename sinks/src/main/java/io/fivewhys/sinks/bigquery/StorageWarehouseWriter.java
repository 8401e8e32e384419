// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteClient;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteSettings;
import com.google.cloud.bigquery.storage.v1.Exceptions;
import com.google.cloud.bigquery.storage.v1.Exceptions.StreamNotFound;
import com.google.cloud.bigquery.storage.v1.ProtoSchema;
import com.google.cloud.bigquery.storage.v1.StreamWriter;
import com.google.cloud.bigquery.storage.v1.TableName;
import com.google.cloud.bigquery.storage.v1.WriteStream;
import io.fivewhys.warehouse.Table;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A dataset behind BigQuery's Storage Write API, reached with Google's own client; which server
 * that is, the channel says. Closing it closes its writers.
 */
public final class StorageWarehouseWriter implements Warehouse {

  /** Google's support finds our calls by it: who, and which part in which version. */
  private static final String TRACE_ID = "fivewhys:sinks" + version();

  /**
   * How long the client itself tries to reconnect before its writer is closed for good: short, as a
   * sink that is told of an outage says so and tries for longer.
   */
  private static final Duration RECONNECTING = Duration.ofSeconds(3);

  /** How long the client itself repeats a call that fails. */
  private static final Duration CALL_WITHIN = Duration.ofMinutes(1);

  /** Before rows are sent again; twice as long each time, five times at most. */
  private static final Duration RETRY_PAUSE = Duration.ofMillis(100);

  private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

  /** For errors inside a stream; a lost connection the client takes up again by itself. */
  private static final RetrySettings RETRIES =
      RetrySettings.newBuilder()
          .setInitialRetryDelayDuration(Duration.ofMillis(100))
          .setRetryDelayMultiplier(2)
          .setMaxRetryDelayDuration(Duration.ofSeconds(10))
          .setMaxAttempts(5)
          .build();

  private final String project;
  private final String dataset;
  private final String location;
  private final TransportChannelProvider channels;
  private final CredentialsProvider credentials;
  private final BigQueryWriteClient client;
  private final Set<StorageTableWriter> writers = ConcurrentHashMap.newKeySet();
  private final Set<Thread> releasing = ConcurrentHashMap.newKeySet();

  /**
   * @param location of the dataset, such as europe-west1
   */
  public StorageWarehouseWriter(
      String project,
      String dataset,
      String location,
      TransportChannelProvider channels,
      CredentialsProvider credentials) {
    this.project = project;
    this.dataset = dataset;
    this.location = location;
    this.channels = channels;
    this.credentials = credentials;
    BigQueryWriteSettings.Builder settings =
        BigQueryWriteSettings.newBuilder()
            .setTransportChannelProvider(channels)
            .setCredentialsProvider(credentials);
    // The client's own default is twenty minutes, longer than Kafka waits for us.
    settings.createWriteStreamSettings().retrySettings().setTotalTimeoutDuration(CALL_WITHIN);
    settings.finalizeWriteStreamSettings().retrySettings().setTotalTimeoutDuration(CALL_WITHIN);
    try {
      client = BigQueryWriteClient.create(settings.build());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no client of the Storage Write API for dataset " + project + "." + dataset, e);
    }
  }

  /** The real service, with the credentials that the environment offers. */
  public static StorageWarehouseWriter ofBigQuery(String project, String dataset, String location) {
    return new StorageWarehouseWriter(
        project,
        dataset,
        location,
        BigQueryWriteSettings.defaultTransportChannelProvider(),
        BigQueryWriteSettings.defaultCredentialsProviderBuilder().build());
  }

  @Override
  public TableWriter writer(Table table, StreamProgress progress, RefusedRows refusedRows) {
    StorageTableWriter writer = new StorageTableWriter(this, table, progress, refusedRows);
    writers.add(writer);
    return writer;
  }

  /** Waits a moment for the client's threads; what is flushed is durable already. */
  @Override
  public void close() {
    List.copyOf(writers).forEach(StorageTableWriter::close);
    Instant deadline = Instant.now().plus(CLOSE_WAIT);
    try {
      for (Thread thread : List.copyOf(releasing)) {
        thread.join(Duration.between(Instant.now(), deadline));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }

  /**
   * Closes a connection without waiting: one that is trying to reconnect takes its time to notice.
   * Should it still deliver something, the stream has that offset once.
   */
  void release(StreamWriter connection) {
    releasing.removeIf(thread -> !thread.isAlive());
    releasing.add(Thread.ofVirtual().start(connection::close));
  }

  void closed(StorageTableWriter writer) {
    writers.remove(writer);
  }

  /** The last part of a new stream's name. */
  String createStream(Table table) {
    try {
      String name =
          client
              .createWriteStream(
                  TableName.of(project, dataset, table.name()),
                  WriteStream.newBuilder().setType(WriteStream.Type.COMMITTED).build())
              .getName();
      return name.substring(name.lastIndexOf('/') + 1);
    } catch (ApiException e) {
      throw WarehouseException.of(failure(table, e), e);
    }
  }

  /** How many rows the stream holds for good: it takes no more. Empty where there is no such. */
  OptionalLong finalizeStream(Table table, String stream) {
    try {
      return OptionalLong.of(client.finalizeWriteStream(name(table, stream)).getRowCount());
    } catch (NotFoundException e) {
      return OptionalLong.empty();
    } catch (ApiException e) {
      if (Exceptions.toStorageException(e) instanceof StreamNotFound) {
        return OptionalLong.empty();
      }
      throw WarehouseException.of(failure(table, e), e);
    }
  }

  StreamWriter open(Table table, String stream, ProtoSchema schema) {
    try {
      return StreamWriter.newBuilder(name(table, stream))
          .setWriterSchema(schema)
          .setChannelProvider(channels)
          .setCredentialsProvider(credentials)
          .setLocation(location)
          .setTraceId(TRACE_ID)
          .setRetrySettings(RETRIES)
          .setMaxRetryDuration(RECONNECTING)
          .build();
    } catch (IOException e) {
      throw WarehouseException.failed(
          "no connection to stream " + name(table, stream) + ": " + e.getMessage(), e);
    }
  }

  AppendFailure failure(Table table, Throwable failure) {
    Status status = Status.fromThrowable(failure);
    String words = status.getDescription();
    return AppendFailure.of(
        status.getCode().name(),
        words == null ? String.valueOf(failure.getMessage()) : words,
        new AppendFailure.Target(project, dataset, location, table.name()));
  }

  /** Waits before rows are sent again for the {@code failures}th time. */
  void pause(int failures) {
    try {
      Thread.sleep(RETRY_PAUSE.multipliedBy(1L << (failures - 1)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw WarehouseException.failed("interrupted before rows were sent again", e);
    }
  }

  private static String version() {
    String version = StorageWarehouseWriter.class.getPackage().getImplementationVersion();
    return version == null ? "" : "-" + version;
  }

  private String name(Table table, String stream) {
    return TableName.of(project, dataset, table.name()) + "/streams/" + stream;
  }
}
