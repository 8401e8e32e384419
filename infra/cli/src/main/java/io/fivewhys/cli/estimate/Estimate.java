// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli.estimate;

import static io.fivewhys.cli.estimate.ListPrices.GIB;
import static io.fivewhys.cli.estimate.ListPrices.HOURS_A_MONTH;
import static io.fivewhys.cli.estimate.ListPrices.SECONDS_A_MONTH;
import static io.fivewhys.cli.estimate.ListPrices.TIB;

import java.util.ArrayList;
import java.util.List;

/**
 * What a load needs and what that costs a month, item by item, when it has run for as long as its
 * rows are kept. Without discounts, taxes, support, and what Cloud Logging takes for keeping the
 * entries in its own buckets, which is paid without fivewhys too.
 */
public record Estimate(Load load, Sizing sizing, List<Item> items) {

  private static final String PUBSUB = "Pub/Sub";
  private static final String KAFKA = "Managed Kafka";
  private static final String BIGQUERY = "BigQuery";
  private static final String OTHER = "Other";

  private static final double DAYS_A_MONTH = HOURS_A_MONTH / 24;
  private static final double WEEK_SECONDS = 7 * 86_400;

  /** One for the bootstrap address, one for each broker of three zones. */
  private static final int ENDPOINTS = 4;

  /** The image and the two before it. */
  private static final double IMAGE_GIB = 3 * 0.25;

  private static final int SECRETS = 2;

  /** The queries that are an example: so many looks a day at the minutes of so many days. */
  private static final int LOOKS_A_DAY = 50;

  private static final int DAYS_LOOKED_AT = 7;

  public static Estimate of(Load load) {
    Sizing sizing = Sizing.of(load);
    Traffic traffic = Traffic.of(load);
    List<Item> items = new ArrayList<>();
    items.add(
        Item.of(
            PUBSUB,
            "published and delivered",
            traffic.pubSub() * SECONDS_A_MONTH / TIB,
            ListPrices.PUBSUB,
            ListPrices.PUBSUB_FREE_TIB));
    addKafka(items, sizing, traffic);
    switch (load.runtime()) {
      case WORKER_POOLS -> addWorkerPools(items, sizing);
      case GKE -> addCluster(items, sizing);
    }
    addBigQuery(items, load, traffic);
    addOther(items, sizing);
    return new Estimate(load, sizing, List.copyOf(items));
  }

  /** Dollars a month where no free tier is left. */
  public double usd() {
    return Item.sum(items);
  }

  /** Of that, what the free tiers take off. */
  public double free() {
    return items.stream().mapToDouble(Item::free).sum();
  }

  /** That what is kept in Cloud Logging's own bucket costs with or without fivewhys. */
  public double loggingUsd() {
    return ListPrices.LOGGING.of(
        Math.max(
            0,
            load.entriesPerSecond() * load.entryBytes() * SECONDS_A_MONTH / GIB
                - ListPrices.LOGGING_FREE_GIB));
  }

  private static void addKafka(List<Item> items, Sizing sizing, Traffic traffic) {
    items.add(Item.of(KAFKA, "vCPU", sizing.kafkaVcpus() * HOURS_A_MONTH, ListPrices.KAFKA_VCPU));
    items.add(
        Item.of(KAFKA, "memory", sizing.kafkaMemoryGib() * HOURS_A_MONTH, ListPrices.KAFKA_MEMORY));
    items.add(
        Item.of(
            KAFKA,
            "disks of the brokers",
            sizing.kafkaVcpus() * ListPrices.KAFKA_LOCAL_GIB_A_VCPU,
            ListPrices.KAFKA_LOCAL_STORAGE));
    items.add(
        Item.of(
            KAFKA,
            "a week of topics",
            traffic.kafka() * WEEK_SECONDS / GIB,
            ListPrices.KAFKA_REMOTE_STORAGE));
    items.add(
        Item.of(
            KAFKA,
            "between zones",
            traffic.betweenZones() * SECONDS_A_MONTH / GIB,
            ListPrices.INTER_ZONE));
    items.add(
        Item.of(
            KAFKA,
            "private endpoints",
            ENDPOINTS * HOURS_A_MONTH,
            ListPrices.PRIVATE_SERVICE_CONNECT));
  }

  /** Each instance has a collector of metrics beside it. */
  private static void addWorkerPools(List<Item> items, Sizing sizing) {
    addServices(
        items,
        sizing,
        "Cloud Run",
        SECONDS_A_MONTH,
        ListPrices.WORKER_POOL_VCPU,
        ListPrices.WORKER_POOL_MEMORY);
    items.add(
        Item.of(
            "Cloud Run",
            "collectors, vCPU",
            sizing.instances() * Measured.COLLECTOR_VCPU * SECONDS_A_MONTH,
            ListPrices.WORKER_POOL_VCPU));
    items.add(
        Item.of(
            "Cloud Run",
            "collectors, memory",
            sizing.instances() * Measured.COLLECTOR_GIB * SECONDS_A_MONTH,
            ListPrices.WORKER_POOL_MEMORY));
  }

  private static void addCluster(List<Item> items, Sizing sizing) {
    addServices(items, sizing, "GKE", HOURS_A_MONTH, ListPrices.GKE_VCPU, ListPrices.GKE_MEMORY);
    items.add(
        new Item(
            "GKE",
            "cluster",
            HOURS_A_MONTH,
            ListPrices.GKE_CLUSTER,
            Math.min(ListPrices.GKE_FREE_USD, ListPrices.GKE_CLUSTER.of(HOURS_A_MONTH))));
  }

  private static void addBigQuery(List<Item> items, Load load, Traffic traffic) {
    double gibADay = traffic.rows() * 86_400 / GIB;
    double activeDays = Math.min(load.keepDays(), ListPrices.BIGQUERY_ACTIVE_DAYS);
    items.add(
        Item.of(
            BIGQUERY,
            "rows written",
            gibADay * DAYS_A_MONTH,
            ListPrices.BIGQUERY_WRITE,
            ListPrices.BIGQUERY_WRITE_FREE_GIB));
    items.add(
        Item.of(
            BIGQUERY,
            "rows of the last 90 days",
            gibADay * activeDays,
            ListPrices.BIGQUERY_ACTIVE,
            ListPrices.BIGQUERY_STORAGE_FREE_GIB));
    items.add(
        Item.of(
            BIGQUERY,
            "older rows",
            gibADay * (load.keepDays() - activeDays),
            ListPrices.BIGQUERY_LONG_TERM));
    items.add(
        Item.of(
            BIGQUERY,
            "queries, for example",
            gibADay * DAYS_LOOKED_AT * LOOKS_A_DAY * DAYS_A_MONTH / 1_024,
            ListPrices.BIGQUERY_QUERY,
            ListPrices.BIGQUERY_QUERY_FREE_TIB));
  }

  /**
   * @param units of time that the prices are of, a month
   */
  private static void addServices(
      List<Item> items, Sizing sizing, String place, double units, Price vcpu, Price memory) {
    for (Instances service : sizing.services()) {
      items.add(Item.of(place, service.service() + ", vCPU", service.vcpus() * units, vcpu));
      items.add(Item.of(place, service.service() + ", memory", service.gib() * units, memory));
    }
  }

  private static void addOther(List<Item> items, Sizing sizing) {
    double series = sizing.instances() * Measured.SERIES;
    items.add(
        Item.of(
            OTHER,
            "Managed Prometheus",
            series * SECONDS_A_MONTH / Measured.SCRAPE_SECONDS / 1e6,
            ListPrices.PROMETHEUS));
    items.add(
        Item.of(
            OTHER,
            "Artifact Registry",
            IMAGE_GIB,
            ListPrices.ARTIFACT_REGISTRY,
            ListPrices.ARTIFACT_REGISTRY_FREE_GIB));
    items.add(
        Item.of(OTHER, "Secret Manager", SECRETS, ListPrices.SECRET, ListPrices.SECRETS_FREE));
  }
}
