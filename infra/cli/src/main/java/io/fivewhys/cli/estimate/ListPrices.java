// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli.estimate;

import static io.fivewhys.cli.estimate.Price.Evidence.PAGE;
import static io.fivewhys.cli.estimate.Price.Evidence.QUOTED;
import static io.fivewhys.cli.estimate.Price.Evidence.UNCONFIRMED;

/**
 * Google's list prices in us-central1, each once. Regions differ by up to a third, and prices
 * change: look at the page before money depends on it. What is free each month stands beside what
 * it is free of, and is per billing account, so that others may have used it up.
 */
public final class ListPrices {

  /** When they were looked up, in copies of the pages that may be some months older. */
  public static final String LOOKED_UP = "2026-11-22";

  public static final String REGION = "us-central1";

  public static final double HOURS_A_MONTH = 730;
  public static final double SECONDS_A_MONTH = HOURS_A_MONTH * 3_600;
  public static final double GIB = 1 << 30;
  public static final double TIB = GIB * 1_024;

  /** Published and delivered bytes alike; messages below a thousand bytes count as that. */
  public static final Price PUBSUB = new Price(40, "TiB", "Pub/Sub pricing", PAGE);

  public static final double PUBSUB_FREE_TIB = 10.0 / 1_024;

  /** A request's least, taken for each message: what is delivered singly is billed so. */
  public static final double PUBSUB_LEAST_BYTES = 1_000;

  /** 0.6 of a data compute unit of 0.09. */
  public static final Price KAFKA_VCPU =
      new Price(0.054, "vCPU-hour", "Managed Service for Apache Kafka pricing", PAGE);

  /** 0.1 of a data compute unit of 0.09. */
  public static final Price KAFKA_MEMORY =
      new Price(0.009, "GiB-hour", "Managed Service for Apache Kafka pricing", PAGE);

  /** With the two below it gives the page's example of 10 MiB/s: 1,100 a month. */
  public static final Price KAFKA_LOCAL_STORAGE =
      new Price(0.17, "GiB-month", "Managed Service for Apache Kafka pricing", QUOTED);

  public static final double KAFKA_LOCAL_GIB_A_VCPU = 100;

  public static final Price KAFKA_REMOTE_STORAGE =
      new Price(0.10, "GiB-month", "Managed Service for Apache Kafka pricing", QUOTED);

  public static final Price INTER_ZONE =
      new Price(
          0.01, "GiB", "Managed Service for Apache Kafka pricing, VPC network pricing", QUOTED);

  public static final Price PRIVATE_SERVICE_CONNECT =
      new Price(0.01, "endpoint-hour", "Private Service Connect pricing", UNCONFIRMED);

  public static final Price WORKER_POOL_VCPU =
      new Price(0.000011244, "vCPU-second", "Cloud Run pricing", QUOTED);

  public static final Price WORKER_POOL_MEMORY =
      new Price(0.000001235, "GiB-second", "Cloud Run pricing", UNCONFIRMED);

  public static final Price GKE_VCPU =
      new Price(0.0445, "vCPU-hour", "Google Kubernetes Engine pricing", QUOTED);

  public static final Price GKE_MEMORY =
      new Price(0.0049225, "GiB-hour", "Google Kubernetes Engine pricing", QUOTED);

  public static final Price GKE_CLUSTER =
      new Price(0.10, "cluster-hour", "Google Kubernetes Engine pricing", PAGE);

  /** A credit for one Autopilot cluster. */
  public static final double GKE_FREE_USD = 74.40;

  public static final Price BIGQUERY_WRITE =
      new Price(0.025, "GiB", "BigQuery pricing, Storage Write API", QUOTED);

  public static final double BIGQUERY_WRITE_FREE_GIB = 2_048;

  /** Of the US multi-region; single regions cost up to a fifth more. */
  public static final Price BIGQUERY_ACTIVE =
      new Price(0.02, "GiB-month", "BigQuery pricing, active logical storage", PAGE);

  public static final Price BIGQUERY_LONG_TERM =
      new Price(0.01, "GiB-month", "BigQuery pricing, long-term logical storage", PAGE);

  public static final double BIGQUERY_STORAGE_FREE_GIB = 10;

  /** A partition that nobody wrote to for so long costs half. */
  public static final double BIGQUERY_ACTIVE_DAYS = 90;

  public static final Price BIGQUERY_QUERY =
      new Price(6.25, "TiB", "BigQuery pricing, on-demand compute", QUOTED);

  public static final double BIGQUERY_QUERY_FREE_TIB = 1;

  public static final Price PROMETHEUS =
      new Price(0.06, "million samples", "Google Cloud Observability pricing", QUOTED);

  /** Paid with or without fivewhys: routing to a sink is free, keeping in a bucket is not. */
  public static final Price LOGGING =
      new Price(0.50, "GiB", "Google Cloud Observability pricing, Cloud Logging", PAGE);

  public static final double LOGGING_FREE_GIB = 50;

  public static final Price ARTIFACT_REGISTRY =
      new Price(0.10, "GiB-month", "Artifact Registry pricing", PAGE);

  public static final double ARTIFACT_REGISTRY_FREE_GIB = 0.5;

  public static final Price SECRET =
      new Price(0.06, "version-month", "Secret Manager pricing", PAGE);

  public static final double SECRETS_FREE = 6;

  private ListPrices() {}
}
