// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli.estimate;

/**
 * What a load moves and leaves behind, bytes; a second on average where nothing else is said.
 *
 * @param pubSub published and delivered, as it is billed
 * @param kafka written to topics and changelogs, before replication
 * @param kafkaPeak the same in the busiest minutes
 * @param rows written to the warehouse
 */
record Traffic(double pubSub, double kafka, double kafkaPeak, double rows) {

  static final int REPLICAS = 3;

  /** Of three zones, one is the client's own. */
  static final double OTHER_ZONES = 2.0 / 3;

  /** Published by Cloud Logging, delivered to ingest. */
  private static final int PUBSUB_TIMES = 2;

  static Traffic of(Load load) {
    double rate = load.entriesPerSecond();
    double message =
        Math.max(ListPrices.PUBSUB_LEAST_BYTES, load.entryBytes() + Measured.ATTRIBUTE_BYTES);
    return new Traffic(
        rate * message * PUBSUB_TIMES,
        kafka(rate, load.services()),
        kafka(load.peak(), load.services()),
        load.services() * rowBytes(rate / load.services() * 60) / 60);
  }

  private static double kafka(double rate, int services) {
    double saved =
        Math.min(
            Measured.SAVED_BYTES * Math.pow(rate / services, Measured.SAVED_EXPONENT),
            Measured.SAVED_BYTES_AT_MOST);
    return Measured.KAFKA_BYTES
        + rate * Measured.KAFKA_BYTES_ENTRY
        + services * (Measured.KAFKA_BYTES_SERVICE + saved);
  }

  /** Between the zones: to the other replicas, from producers and to consumers in other zones. */
  double betweenZones() {
    return kafka * (REPLICAS - 1 + 2 * OTHER_ZONES);
  }

  /**
   * The rows of one revision and minute, as BigQuery counts them: eight bytes a number, two and its
   * length a text, sixteen a bucket of the histogram.
   *
   * @param entries in that minute
   */
  static double rowBytes(double entries) {
    double buckets =
        Math.min(
            entries, Measured.BUCKETS * Math.pow(Math.max(entries, 0), Measured.BUCKETS_EXPONENT));
    return Measured.MINUTE_BYTES
        + Math.min(buckets, Measured.BUCKETS_AT_MOST) * 16
        + Measured.OTHER_ROWS * Measured.OTHER_ROW_BYTES;
  }
}
