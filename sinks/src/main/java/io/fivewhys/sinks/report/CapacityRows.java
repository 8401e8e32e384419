// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.capacity.CapacityRange;
import io.fivewhys.sinks.report.capacity.CapacityReport;
import io.fivewhys.sinks.report.capacity.Forecast;
import io.fivewhys.sinks.report.capacity.ResourceKey;
import io.fivewhys.sinks.report.capacity.ResourceUse;
import io.fivewhys.sinks.report.capacity.Standing.Share;
import io.fivewhys.sinks.report.capacity.WeekRow;
import io.fivewhys.sinks.report.engine.WarehouseReader;
import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lines that are worked out from capacity: the planners' week, and who may open connections. */
enum CapacityRows implements ExportRows {
  WEEKLY(
      "project",
      "location",
      "component_kind",
      "component",
      "resource",
      "unit",
      "week_from",
      "week_to",
      "peak",
      "previous_peak",
      "change",
      "mean",
      "limit_value",
      "used_of_limit",
      "outcome",
      "days_to_limit",
      "earliest",
      "latest") {
    @Override
    Stream<List<? extends @Nullable Object>> lines(CapacityReport report) {
      return report.weeks().stream().map(CapacityRows::week);
    }
  },
  CONNECTIONS(
      "project",
      "location",
      "component",
      "as_of",
      "limit_value",
      "limit_from",
      "service",
      "revision",
      "instances",
      "each",
      "amount",
      "known_from") {
    @Override
    Stream<List<? extends @Nullable Object>> lines(CapacityReport report) {
      return report.resources().stream()
          .flatMap(each -> each.standing().shares().stream().map(share -> share(each, share)));
    }
  };

  private final List<String> columns;

  CapacityRows(String... columns) {
    this.columns = List.of(columns);
  }

  abstract Stream<List<? extends @Nullable Object>> lines(CapacityReport report);

  @Override
  public Range range(WarehouseReader reader, Documents documents, AskedRange asked, boolean whole) {
    return new CapacityReader(reader).range(documents.since(), asked);
  }

  /** In whole hours, which may reach further than what services said. */
  static Range hours(WarehouseReader reader, Documents documents, AskedRange asked, boolean whole) {
    return new CapacityReader(reader)
        .range(
            documents.since(), asked, whole ? Integer.MAX_VALUE : CapacityRange.SEEN_DAYS * 1_440L);
  }

  @Override
  public long count(WarehouseReader reader, Range range) {
    return 0;
  }

  @Override
  public void write(WarehouseReader reader, Range range, Writer out) throws IOException {
    out.write(Csv.line(columns));
    for (List<? extends @Nullable Object> line :
        lines(new CapacityReader(reader).read(range)).toList()) {
      out.write(Csv.line(line));
    }
  }

  private static List<? extends @Nullable Object> week(WeekRow row) {
    ResourceKey key = row.key();
    Forecast forecast = row.forecast();
    return Arrays.asList(
        key.project(),
        key.location(),
        key.kind(),
        key.component(),
        key.resource(),
        key.unit(),
        TableRows.time(row.week().from()),
        TableRows.time(row.week().to()),
        row.peak(),
        row.previousPeak(),
        row.change(),
        row.mean(),
        row.limit(),
        row.use(),
        forecast.outcome(),
        forecast.days(),
        forecast.earliest(),
        forecast.latest());
  }

  private static List<? extends @Nullable Object> share(ResourceUse resource, Share share) {
    return Arrays.asList(
        resource.key().project(),
        resource.key().location(),
        resource.key().component(),
        TableRows.time(resource.standing().start()),
        resource.standing().limit(),
        resource.standing().limitFrom(),
        share.service(),
        share.revision(),
        share.instances(),
        share.each(),
        share.amount(),
        share.knownFrom());
  }
}
