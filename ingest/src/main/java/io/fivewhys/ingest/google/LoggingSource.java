// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import com.google.api.gax.rpc.ApiException;
import com.google.cloud.logging.v2.LoggingClient;
import com.google.cloud.logging.v2.LoggingSettings;
import com.google.logging.v2.ListLogEntriesRequest;
import com.google.logging.v2.ListLogEntriesResponse;
import com.google.logging.v2.TailLogEntriesRequest;
import io.fivewhys.ingest.google.ApiSource.Access;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The Logging API of one project, with the credentials of whoever runs this. A call is made once:
 * the caller knows how often and how long it wants to ask again.
 */
public final class LoggingSource implements AutoCloseable {

  /** Most entries that a page may hold. */
  public static final int PAGE = 1_000;

  private static final int GOODBYE_SECONDS = 5;

  private final String project;
  private final Access access;
  private final LoggingClient client;

  /**
   * @param endpoint host and port of a local server without encryption and credentials; empty for
   *     Google's
   * @throws ApiFailure when there are no credentials
   */
  public LoggingSource(String project, String endpoint) {
    this.project = "projects/" + project;
    this.access = new Access("the logs of project " + project, "roles/logging.viewer");
    this.client = client(endpoint);
  }

  private LoggingClient client(String endpoint) {
    try {
      LoggingSettings.Builder settings =
          LoggingSettings.newBuilder()
              .setTransportChannelProvider(
                  ApiSource.channel(
                      LoggingSettings.defaultGrpcTransportProviderBuilder(), endpoint))
              .setCredentialsProvider(
                  ApiSource.credentials(
                      LoggingSettings.defaultCredentialsProviderBuilder().build(), endpoint));
      settings.listLogEntriesSettings().setRetryableCodes();
      return LoggingClient.create(settings.build());
    } catch (IOException e) {
      throw ApiSource.noClient(e, access);
    }
  }

  /** A filter of what was stamped from an instant on and before another. */
  public static String during(String filter, Instant from, Instant to) {
    return SinkFilter.and(filter, "timestamp>=\"%s\" AND timestamp<\"%s\"".formatted(from, to));
  }

  /**
   * One page of entries, the earliest timestamps first. A page may be empty and not the last.
   *
   * @param page {@link Entries#nextPage} of the page before; empty for the first
   * @throws ApiFailure when it did not come
   */
  public Entries list(String filter, String page) {
    ListLogEntriesRequest request =
        ListLogEntriesRequest.newBuilder()
            .addResourceNames(project)
            .setFilter(filter)
            .setOrderBy("timestamp asc")
            .setPageSize(PAGE)
            .setPageToken(page)
            .build();
    try {
      ListLogEntriesResponse response = client.listLogEntriesCallable().call(request);
      return LogEntryWriter.of(response.getEntriesList(), response.getNextPageToken(), Map.of());
    } catch (ApiException e) {
      throw ApiSource.failure(e, access);
    }
  }

  /** Opens a tail: what Cloud Logging receives from about now on. */
  LiveSource tail(String filter) {
    return new LiveSource(
        client.tailLogEntriesCallable(),
        TailLogEntriesRequest.newBuilder().addResourceNames(project).setFilter(filter).build(),
        access);
  }

  @Override
  public void close() {
    client.shutdownNow();
    try {
      client.awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
