// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli.estimate;

/**
 * What was measured, of the services as processes of their own on two cores, and rounded up. CPU is
 * in cores: a part that is always there, one for each entry a second and one for each revision.
 */
final class Measured {

  /**
   * Pub/Sub's client, the decoder and Kafka's producer: 0.18 cores at 2 000 requests a second, 0.20
   * at 7 700 ({@code infra/bench/run live}).
   */
  static final Cost INGEST = new Cost(0.1, 40e-6, 0);

  /**
   * All stages, with their state saved five times a second: 0.15 cores at 2 000 a second of 20
   * revisions, 0.38 at 7 700 and 550 closed minutes a second.
   */
  static final Cost PROCESSORS = new Cost(0.1, 50e-6, 500e-6);

  /** 0.04 and 0.09 cores of the same. */
  static final Cost SINKS = new Cost(0.05, 10e-6, 20e-6);

  /** Of windows.dedup_horizon. */
  static final double REMEMBERED_SECONDS = 900;

  /** Of an entry on the heap, and of its copy in the store. */
  static final double REMEMBERED_BYTES = 34;

  /** An event in fivewhys.events as Kafka stores it, compressed: 150 to 230 of requests. */
  static final double EVENT_BYTES = 250;

  /** And its eight bytes in the changelog, to tell repeats by. */
  static final double KAFKA_BYTES_ENTRY = EVENT_BYTES + 10;

  /** Of one revision a second: minutes as they grow, to readers and to changelogs of state. */
  static final double KAFKA_BYTES_SERVICE = 600;

  /** And the open minute in its changelog: 2.3 kB a second at 25 entries a second, 5.6 at 100. */
  static final double SAVED_BYTES = 310;

  static final double SAVED_EXPONENT = 0.63;

  /** Five commits a second of the longest histogram. */
  static final double SAVED_BYTES_AT_MOST = 30_000;

  /** Transactions and places of readers. */
  static final double KAFKA_BYTES = 10_000;

  /** What Cloud Logging puts beside an entry. */
  static final double ATTRIBUTE_BYTES = 60;

  /** Numbers and names of a row of service_minutes. */
  static final double MINUTE_BYTES = 220;

  /** Of the latency histogram: 51 buckets of 60 requests, 217 of 2 400. */
  static final double BUCKETS = 10.2;

  static final double BUCKETS_EXPONENT = 0.393;

  /** From a tenth of a millisecond to an hour there are no more in use. */
  static final double BUCKETS_AT_MOST = 600;

  /** Of dependency_minutes and error_signatures, for each row of service_minutes. */
  static final double OTHER_ROWS = 2;

  static final double OTHER_ROW_BYTES = 150;

  /** The collector of metrics beside each instance of a worker pool. */
  static final double COLLECTOR_VCPU = 1;

  static final double COLLECTOR_GIB = 0.5;

  /** Lines at /metrics of one instance that the collector takes: ours and the JVM's. */
  static final double SERIES = 70;

  static final double SCRAPE_SECONDS = 30;

  private Measured() {}

  /**
   * @param always cores with nothing to do
   * @param entry more for each entry a second
   * @param service more for each revision that is heard of
   */
  record Cost(double always, double entry, double service) {

    double at(Load load) {
      return always + entry * load.peak() + service * load.services();
    }
  }
}
