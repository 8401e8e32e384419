// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import io.fivewhys.Escalation;
import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.IngestCounts;
import io.fivewhys.local.LocalPipeline;
import io.fivewhys.local.live.SubscriptionApp;
import io.fivewhys.local.pubsub.LogPublisher;
import io.fivewhys.local.pubsub.PubSubServer;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.windows.WindowCounts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The whole product in one process: Pub/Sub, ingest and everything behind it, and escalations out
 * to Pub/Sub again. Everything listens on loopback only.
 */
public final class DemoApp implements AutoCloseable {

  /** Where escalations can be followed. */
  public static final String ESCALATIONS = "projects/demo/subscriptions/escalations";

  private static final String LOGS_TOPIC = "projects/demo/topics/logs";
  private static final String LOGS = "projects/demo/subscriptions/logs";
  private static final String ESCALATIONS_TOPIC = "projects/demo/topics/escalations";
  private static final long POLL_MILLIS = 200;

  private final PubSubServer pubSub = PubSubServer.onLoopback();
  private final LocalPipeline pipeline;
  private final SubscriptionApp watch;

  /**
   * @param directory for the broker's data, the state and {@code warehouse.duckdb}
   * @param port of the page; 0 takes a free one
   * @param escalations told each step of each incident as it comes, from a thread of its own
   */
  public DemoApp(
      Settings settings,
      Configuration configuration,
      Path directory,
      int port,
      Consumer<Escalation> escalations)
      throws IOException {
    pubSub.createTopic(LOGS_TOPIC);
    pubSub.createSubscription(LOGS, LOGS_TOPIC);
    pubSub.createTopic(ESCALATIONS_TOPIC);
    pubSub.createSubscription(ESCALATIONS, ESCALATIONS_TOPIC);
    pipeline = new LocalPipeline(settings, configuration, directory, port, () -> null, escalations);
    watch =
        new SubscriptionApp(
            settings.with(
                Map.of(
                    Settings.PUBSUB_ENDPOINT.key(),
                    pubSub.address(),
                    Settings.INGEST_SUBSCRIPTION.key(),
                    LOGS,
                    Settings.ESCALATIONS_TOPIC.key(),
                    ESCALATIONS_TOPIC,
                    // Nobody was here before.
                    Settings.INGEST_TAKEOVER.key(),
                    "0s")),
            pipeline);
  }

  public void start() {
    watch.start();
  }

  /** Where the page is. */
  public URI page() {
    return pipeline.page();
  }

  /** host:port of Pub/Sub. */
  public String pubSub() {
    return pubSub.address();
  }

  /**
   * Plays entries in the order they arrived; returns what became of them when the broker has the
   * last.
   *
   * @param speed seconds of the recording in one second
   */
  public IngestCounts play(List<Entry> entries, double speed) throws InterruptedException {
    try (LogPublisher publisher = new LogPublisher(pubSub.address(), LOGS_TOPIC)) {
      DemoPlayer.live().play(entries, speed, publisher::publish);
    }
    while (watch.counts().read() < entries.size()) {
      failIfStopped();
      Thread.sleep(POLL_MILLIS);
    }
    return watch.counts();
  }

  /** What the processors have made of the events so far. */
  public WindowCounts counts() {
    return pipeline.counts();
  }

  /** Returns when the warehouse has every minute of the events that {@link #play} counted. */
  public void awaitClosed(IngestCounts played) throws InterruptedException {
    WindowCounts counts = counts();
    while (counts.read() < played.accepted()
        || played.accepted() > 0 && counts.closedMinutes.sum() == 0
        || counts.openMinutes.sum() > 0
        || minutesInWarehouse() < counts.closedMinutes.sum()) {
      failIfStopped();
      Thread.sleep(POLL_MILLIS);
    }
  }

  private void failIfStopped() {
    if (watch.done().isDone()) {
      throw new IllegalStateException("the pipeline stopped by itself");
    }
  }

  private long minutesInWarehouse() {
    try (Connection reader = pipeline.reader();
        Statement statement = reader.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM service_minutes")) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException("the warehouse cannot be read", e);
    }
  }

  @Override
  public void close() {
    watch.close();
    pubSub.close();
  }
}
