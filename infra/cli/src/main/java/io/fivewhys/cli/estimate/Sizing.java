// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli.estimate;

import java.util.List;

/**
 * How large the parts have to be for the peak of a load, with half of each to spare: an instance
 * that dies, a backlog that is caught up with, a deploy.
 *
 * @param partitions of each topic, for good
 * @param kafkaMemoryGib of the whole cluster, as its vCPUs are
 */
public record Sizing(
    int partitions,
    Instances ingest,
    Instances processors,
    Instances sinks,
    int kafkaVcpus,
    int kafkaMemoryGib) {

  /** How much of what there is may be in use at the peak. */
  public static final double USED = 0.5;

  private static final int PARTITIONS_AT_LEAST = 12;

  /** Google's quota of one open stream of Pub/Sub, of which ingest has one; bytes a second. */
  private static final double STREAM_BYTES = 10e6;

  /** So that a stream thread that is lost leaves little to each of the others. */
  private static final int PARTITIONS_A_VCPU = 2;

  /** Google's own rule for Managed Kafka, and what it advises beside it. */
  private static final double KAFKA_MB_A_VCPU = 20;

  private static final double READS_A_WRITE = 4;
  private static final int KAFKA_VCPUS_AT_LEAST = 3;
  private static final int KAFKA_GIB_A_VCPU = 4;

  public static Sizing of(Load load) {
    Instances ingest =
        new Instances("ingest", Math.max(count(Measured.INGEST, load, 1), streams(load)), 1, 2);
    Instances processors = processors(load);
    Instances sinks = new Instances("sinks", count(Measured.SINKS, load, 1), 1, 2);
    int vcpus = kafkaVcpus(Traffic.of(load).kafkaPeak() / 1e6);
    return new Sizing(
        partitions(processors), ingest, processors, sinks, vcpus, vcpus * KAFKA_GIB_A_VCPU);
  }

  public List<Instances> services() {
    return List.of(ingest, processors, sinks);
  }

  int instances() {
    return services().stream().mapToInt(Instances::count).sum();
  }

  private static Instances processors(Load load) {
    int vcpu = 2;
    double gib = 4;
    double remembered = load.peak() * Measured.REMEMBERED_SECONDS * Measured.REMEMBERED_BYTES;
    int forMemory = up(remembered / ListPrices.GIB / (gib * USED));
    int atLeast = Math.max(load.standby() ? 2 : 1, forMemory);
    return new Instances(
        "processors", Math.max(atLeast, count(Measured.PROCESSORS, load, vcpu)), vcpu, gib);
  }

  private static int streams(Load load) {
    return up(load.peak() * (load.entryBytes() + Measured.ATTRIBUTE_BYTES) / STREAM_BYTES);
  }

  private static int partitions(Instances processors) {
    int wanted = processors.vcpus() * PARTITIONS_A_VCPU;
    return PARTITIONS_AT_LEAST * up((double) wanted / PARTITIONS_AT_LEAST);
  }

  /**
   * What is read counts a quarter of what is written, and each replica but the first reads too.
   *
   * @param megabytes written a second, and read as often
   */
  static int kafkaVcpus(double megabytes) {
    double written = megabytes * Traffic.REPLICAS;
    double read = megabytes + megabytes * (Traffic.REPLICAS - 1);
    return Math.max(
        KAFKA_VCPUS_AT_LEAST, up((written + read / READS_A_WRITE) / KAFKA_MB_A_VCPU / USED));
  }

  private static int count(Measured.Cost cost, Load load, int vcpu) {
    return Math.max(1, up(cost.at(load) / USED / vcpu));
  }

  private static int up(double value) {
    return (int) Math.ceil(value - 1e-9);
  }
}
