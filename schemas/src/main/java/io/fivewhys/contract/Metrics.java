// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import java.util.List;

/**
 * Every metric of our own once, and how they add up. Beside them each service tells those of the
 * JVM and of Kafka's clients, under their own names.
 */
public final class Metrics {

  public static final Metric READY =
      Metric.level(
          "fivewhys.ready", "service", "1 while a service does its work, 0 while it waits to");

  public static final Metric INGEST_READ =
      Metric.counter("fivewhys.ingest.read", "", "Log entries read of which something became");
  public static final Metric INGEST_ENTRIES =
      Metric.counter(
          "fivewhys.ingest.entries",
          "outcome",
          "What became of them: accepted, duplicate, ignored, rejected");
  public static final Metric INGEST_HELD =
      Metric.level("fivewhys.ingest.held", "", "Events held back for their order, not yet counted");
  public static final Metric INGEST_LOST_ACKNOWLEDGEMENTS =
      Metric.counter(
          "fivewhys.ingest.lost.acknowledgements",
          "",
          "Acknowledgements that Pub/Sub did not take; those entries come again, as duplicates");

  public static final Metric WINDOWS_READ =
      Metric.counter("fivewhys.windows.read", "", "Events read of which something became");
  public static final Metric WINDOWS_EVENTS =
      Metric.counter(
          "fivewhys.windows.events",
          "outcome",
          "What became of them: counted, duplicate, late, undecodable");
  public static final Metric WINDOWS_CLOSED =
      Metric.counter("fivewhys.windows.closed.minutes", "", "Minutes that closed and went out");
  public static final Metric WINDOWS_OPEN =
      Metric.level("fivewhys.windows.open.minutes", "", "Minutes open now");
  public static final Metric WINDOWS_BEHIND =
      Metric.level(
          "fivewhys.windows.behind.seconds",
          "",
          "From the latest event time counted until now; grows while nothing is logged, too");

  public static final Metric LAG =
      Metric.level(
          "fivewhys.lag.records",
          "topic",
          "Records of a topic that wait to be read here, as of the last fetch");

  public static final Metric SINKS_MESSAGES =
      Metric.counter("fivewhys.sinks.messages", "", "Messages whose rows are committed");
  public static final Metric SINKS_ROWS =
      Metric.counter("fivewhys.sinks.rows", "table", "Rows in the warehouse");
  public static final Metric SINKS_REFUSED =
      Metric.counter(
          "fivewhys.sinks.refused",
          "table",
          "Rows that the warehouse refused; each is a row of rejected_entries instead");
  public static final Metric SINKS_HELD =
      Metric.level(
          "fivewhys.sinks.held", "", "Messages read and not yet committed; a batch at most");
  public static final Metric SINKS_COMMITS =
      Metric.counter("fivewhys.sinks.commits", "", "Commits of place and stream positions");
  public static final Metric SINKS_SETBACKS =
      Metric.counter(
          "fivewhys.sinks.setbacks",
          "",
          "Times that rows had to be appended again after a failure");

  public static final Metric ESCALATIONS_PUBLISHED =
      Metric.counter(
          "fivewhys.escalations.published",
          "",
          "Escalations that Pub/Sub acknowledged, repeats included");
  public static final Metric ESCALATIONS_UNDECODABLE =
      Metric.counter(
          "fivewhys.escalations.undecodable", "", "Messages that were no escalations, skipped");
  public static final Metric ESCALATIONS_WAITING =
      Metric.level(
          "fivewhys.escalations.waiting",
          "",
          "Escalations read and not yet acknowledged by Pub/Sub");

  public static final List<Metric> ALL =
      List.of(
          READY,
          INGEST_READ,
          INGEST_ENTRIES,
          INGEST_HELD,
          INGEST_LOST_ACKNOWLEDGEMENTS,
          WINDOWS_READ,
          WINDOWS_EVENTS,
          WINDOWS_CLOSED,
          WINDOWS_OPEN,
          WINDOWS_BEHIND,
          LAG,
          SINKS_MESSAGES,
          SINKS_ROWS,
          SINKS_REFUSED,
          SINKS_HELD,
          SINKS_COMMITS,
          SINKS_SETBACKS,
          ESCALATIONS_PUBLISHED,
          ESCALATIONS_UNDECODABLE,
          ESCALATIONS_WAITING);

  private Metrics() {}
}
