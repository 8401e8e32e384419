// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ComponentKind;
import io.fivewhys.MetricSample;
import io.fivewhys.PlatformEvent;
import io.fivewhys.ingest.Decoded.Accepted;
import io.fivewhys.ingest.Decoded.Ignored;
import io.fivewhys.ingest.Decoded.Rejected;
import io.fivewhys.ingest.Decoded.Sampled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A time series of Cloud Monitoring, as its API answers: each point becomes a sample of the
 * component that the resource is. The same point gives the same id however often and by whatever
 * way it comes.
 */
final class TimeSeries {

  private static final int LABELS = 10;
  private static final int LONGEST_LABEL = 100;
  private static final int LONGEST_METRIC = 200;

  /** What a series is about. */
  private record Home(
      String project, String location, ComponentKind kind, String component, String revision) {}

  Decoded decode(Node series) {
    String metric = series.at("metric", "type").textOr("");
    if (metric.isEmpty() || metric.length() > LONGEST_METRIC) {
      return new Rejected("no_metric_type", "a time series that does not say of which metric");
    }
    String type = series.at("resource", "type").textOr("");
    Home home = home(type, series.at("resource", "labels"));
    if (home == null) {
      return LogDecoder.ignoredType(type);
    }
    if (home.component.isEmpty()) {
      return new Rejected("no_component", "a time series that does not name its resource");
    }
    List<Decoded> points = new ArrayList<>();
    for (Node point : series.at("points").elements()) {
      points.add(point(series, metric, home, point));
    }
    return points.isEmpty() ? new Ignored("no_points") : new Sampled(points);
  }

  private static @Nullable Home home(String type, Node labels) {
    return switch (type) {
      case "vpc_access_connector" -> home(labels, ComponentKind.VPC_CONNECTOR, "connector_name");
      case "cloudsql_database" -> home(labels, ComponentKind.CLOUD_SQL_INSTANCE, "database_id");
      case "redis_instance" -> home(labels, ComponentKind.REDIS_INSTANCE, "instance_id");
      case "cloud_run_revision" -> home(labels, ComponentKind.CLOUD_RUN_SERVICE, "service_name");
      default -> null;
    };
  }

  private static Home home(Node labels, ComponentKind kind, String name) {
    String id = labels.at(name).textOr("");
    return new Home(
        labels.at("project_id").textOr(""),
        labels.at("location").textOr(labels.at("region").textOr("")),
        kind,
        id.substring(id.lastIndexOf(':') + 1), // a database's is PROJECT:INSTANCE
        labels.at("revision_name").textOr(""));
  }

  private static Decoded point(Node series, String metric, Home home, Node point) {
    Long end = point.at("interval", "endTime").time();
    if (end == null) {
      return new Rejected("bad_timestamp", "a point whose endTime is not RFC 3339");
    }
    Map<String, String> labels = labels(series.at("metric", "labels"));
    Node distribution = point.at("value", "distributionValue");
    if (distribution.isPresent()) {
      Long count = distribution.at("count").whole();
      if (count == null || count == 0) {
        return new Ignored("empty_distribution");
      }
      labels.put("count", Long.toString(count));
    }
    Double value = value(point.at("value"));
    if (value == null) {
      return new Rejected("bad_point", "a point whose value is no number");
    }
    if ("DELTA".equals(series.at("metricKind").text())) {
      Long start = point.at("interval", "startTime").time();
      labels.put("seconds", Long.toString(start == null ? 0 : (end - start) / 1_000_000_000L));
    }
    boolean percent = "%".equals(series.at("unit").text());
    return new Accepted(
        event(
            home,
            end,
            id(series, metric, end),
            new MetricSample(
                Redaction.redact(metric, LONGEST_METRIC), percent ? value / 100 : value, labels)));
  }

  /** A number; of a distribution its mean; null where there is none. */
  private static @Nullable Double value(Node value) {
    Boolean flag = value.at("boolValue").flag();
    if (flag != null) {
      return flag ? 1.0 : 0.0;
    }
    if (value.at("distributionValue").isPresent()) {
      return number(value.at("distributionValue", "mean").textOr("0")); // left out when it is 0
    }
    String text = value.at("int64Value").text();
    return number(text == null ? value.at("doubleValue").textOr("") : text);
  }

  private static @Nullable Double number(String text) {
    try {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? (Double) number : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static Map<String, String> labels(Node labels) {
    Map<String, String> known = new TreeMap<>();
    for (Map.Entry<String, Node> label : new TreeMap<>(labels.members()).entrySet()) {
      if (known.size() < LABELS) {
        known.put(
            Redaction.redact(label.getKey(), LONGEST_LABEL),
            Redaction.redact(label.getValue().textOr(""), LONGEST_LABEL));
      }
    }
    return known;
  }

  /** Of everything that tells points apart; what a sample leaves out included. */
  private static long id(Node series, String metric, long end) {
    return Hash64.of(
        metric
            + '\n'
            + new TreeMap<>(series.at("metric", "labels").members())
            + '\n'
            + series.at("resource", "type").textOr("")
            + new TreeMap<>(series.at("resource", "labels").members())
            + '\n'
            + end);
  }

  private static PlatformEvent event(Home home, long end, long id, MetricSample sample) {
    boolean run = home.kind == ComponentKind.CLOUD_RUN_SERVICE;
    PlatformEvent event = new PlatformEvent();
    event.setDedupId(id);
    event.setEventTime(end);
    event.setEntryTime(end);
    event.setProject(home.project);
    event.setLocation(home.location);
    event.setComponentKind(home.kind);
    event.setComponent(run ? home.component : Identities.component(home.component));
    event.setRevision(run ? home.revision : "");
    event.setLogName("projects/" + home.project + "/timeSeries/" + sample.getMetric());
    event.setInsertId(HexFormat.of().toHexDigits(id));
    event.setLabels(Map.of());
    event.setBody(sample);
    return event;
  }
}
