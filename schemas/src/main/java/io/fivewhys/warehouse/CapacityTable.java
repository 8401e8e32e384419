// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import static io.fivewhys.warehouse.Column.Type.FLOAT64;
import static io.fivewhys.warehouse.Column.Type.INT64;
import static io.fivewhys.warehouse.Column.Type.STRING;
import static io.fivewhys.warehouse.Column.Type.TIMESTAMP;
import static io.fivewhys.warehouse.Field.nullable;
import static io.fivewhys.warehouse.Field.repeated;
import static io.fivewhys.warehouse.Field.required;

import io.fivewhys.CapacitySample;
import io.fivewhys.CapacityShare;
import io.fivewhys.warehouse.Table.Keep;
import java.util.List;

/** What was used of what there is, hour by hour: few rows, and trends want years of them. */
public final class CapacityTable {

  public static final Mapping<CapacitySample> CAPACITY_SAMPLES =
      Mapping.of(
          "capacity_samples",
          List.of("project", "location", "component_kind", "component", "resource", "window_start"),
          "window_start",
          List.of("project", "component_kind", "component", "resource"),
          Keep.ALWAYS,
          List.of(
              required("project", STRING, CapacitySample::getProject, "Google Cloud project"),
              required(
                  "location", STRING, CapacitySample::getLocation, "Region; empty where not known"),
              required(
                  "component_kind",
                  STRING,
                  CapacitySample::getComponentKind,
                  "CLOUD_RUN_SERVICE, VPC_CONNECTOR or CLOUD_SQL_INSTANCE"),
              required("component", STRING, CapacitySample::getComponent, "Its name"),
              required(
                  "resource",
                  STRING,
                  CapacitySample::getResource,
                  "INSTANCES, CONCURRENT_REQUESTS, MEMORY, MEMORY_EXITS, CPU, CONNECTOR_INSTANCES, CONNECTOR_CPU, CONNECTOR_THROUGHPUT, SQL_CONNECTIONS or SQL_CONNECTION_BUDGET"),
              required(
                  "window_start",
                  TIMESTAMP,
                  CapacitySample::getWindowStart,
                  "Begin of the hour, event time"),
              required(
                  "observed_at",
                  TIMESTAMP,
                  CapacitySample::getObservedAt,
                  "Event time reached when the hour closed"),
              required(
                  "peak",
                  FLOAT64,
                  CapacitySample::getPeak,
                  "The highest minute: instances, requests at once, connections; exits a minute; a fraction of memory and CPU; bits a second"),
              required(
                  "mean",
                  FLOAT64,
                  CapacitySample::getMean,
                  "Of those minutes of the hour that anything is known of"),
              required(
                  "samples",
                  INT64,
                  CapacitySample::getSamples,
                  "How many minutes those are; of SQL_CONNECTION_BUDGET how many shares"),
              nullable(
                  "limit_value",
                  FLOAT64,
                  CapacitySample::getLimitValue,
                  "What it may use, in the unit of peak; null where that is not known or there is none"),
              required(
                  "limit_from",
                  STRING,
                  CapacitySample::getLimitFrom,
                  "What sets the limit, in a few words; empty where it is not known"),
              repeated(
                  "shares",
                  CapacitySample::getShares,
                  List.of(
                      required("service", STRING, CapacityShare::getService, "Cloud Run service"),
                      required(
                          "revision",
                          STRING,
                          CapacityShare::getRevision,
                          "Whose configuration says so; empty where only the service's is known"),
                      required(
                          "instances",
                          INT64,
                          CapacityShare::getInstances,
                          "Most instances that it may have"),
                      required(
                          "each",
                          FLOAT64,
                          CapacityShare::getEach,
                          "Connections that one of them may open"),
                      required(
                          "amount", FLOAT64, CapacityShare::getAmount, "The one times the other"),
                      required(
                          "known_from",
                          STRING,
                          CapacityShare::getKnownFrom,
                          "Where the two numbers are from, in a few words")),
                  "Of SQL_CONNECTION_BUDGET: who may open how many connections")),
          "How much of what there is was used, hour by hour, and what the limit is");

  private CapacityTable() {}
}
