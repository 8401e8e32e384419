// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.capacity.Advice;
import io.fivewhys.sinks.report.capacity.CapacityReport;
import io.fivewhys.sinks.report.capacity.Forecast;
import io.fivewhys.sinks.report.capacity.Forecast.Expected;
import io.fivewhys.sinks.report.capacity.ResourceKey;
import io.fivewhys.sinks.report.capacity.ResourceUse;
import io.fivewhys.sinks.report.capacity.Standing.Share;
import io.fivewhys.sinks.report.capacity.Used;
import io.fivewhys.sinks.report.capacity.WeekRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Capacity as the page's script reads it. Times are milliseconds, slots are named by their begin;
 * those of which nothing is known are not there.
 */
final class CapacityJson {

  private static final long MICROS = 1_000;
  private static final long MINUTE_MICROS = 60_000_000;

  /** Points of all forecasts together, about, and of one. */
  private static final int ALL_POINTS = 24_000;

  private static final int LEAST_POINTS = 24;
  private static final int MOST_POINTS = 120;

  /** Below this a whole number is told to its last digit. */
  private static final double EXACT = 1e15;

  private CapacityJson() {}

  static String document(CapacityReport report) {
    int points =
        Math.clamp(ALL_POINTS / Math.max(1, report.resources().size()), LEAST_POINTS, MOST_POINTS);
    return new JsonText()
        .object(json -> {
          json.name("range")
              .object(o -> {
                o.name("from").value(report.range().from() / MICROS);
                o.name("to").value(report.range().to() / MICROS);
              });
          json.name("step").value(report.step() / MINUTE_MICROS);
          json.name("resources")
              .array(list -> report.resources().forEach(each -> resource(list, each, points)));
          json.name("weeks").array(list -> report.weeks().forEach(row -> week(list, row)));
        })
        .toString();
  }

  private static void resource(JsonText json, ResourceUse resource, int points) {
    json.object(o -> {
      key(o, resource.key());
      number(o.name("limit"), resource.standing().limit());
      o.name("limitFrom").value(resource.standing().limitFrom());
      o.name("state").value(resource.state().name().toLowerCase(Locale.ROOT));
      List<Used> slots = resource.slots();
      o.name("at").array(at -> slots.forEach(slot -> at.value(slot.start() / MICROS)));
      o.name("peaks").array(peaks -> slots.forEach(slot -> number(peaks, slot.peak())));
      o.name("means").array(means -> slots.forEach(slot -> number(means, slot.mean())));
      number(o.name("latest"), resource.standing().peak());
      o.name("latestAt").value(resource.standing().start() / MICROS);
      number(o.name("use"), resource.use());
      o.name("forecast").object(forecast -> forecast(forecast, resource.forecast(), points));
      o.name("shares")
          .array(list -> resource.standing().shares().forEach(share -> share(list, share)));
      o.name("advice").array(list -> resource.advice().forEach(advice -> advice(list, advice)));
    });
  }

  private static void key(JsonText json, ResourceKey key) {
    json.name("project").value(key.project());
    json.name("location").value(key.location());
    json.name("kind").value(key.kind());
    json.name("component").value(key.component());
    json.name("resource").value(key.resource());
    json.name("unit").value(key.unit());
  }

  private static void forecast(JsonText json, Forecast forecast, int points) {
    json.name("outcome").value(forecast.outcome().name());
    json.name("reason").value(forecast.reason());
    number(json.name("slopePerDay"), forecast.slope());
    number(json.name("slopeLow"), forecast.slopeLow());
    number(json.name("slopeHigh"), forecast.slopeHigh());
    json.name("nominal").value(Double.valueOf(CapacityReport.NOMINAL));
    number(json.name("days"), forecast.days());
    number(json.name("earliest"), forecast.earliest());
    number(json.name("latest"), forecast.latest());
    json.name("points")
        .array(list -> thinned(forecast.ahead(), points).forEach(point -> point(list, point)));
  }

  /** The highest of each few, as they are peaks. */
  private static List<Expected> thinned(List<Expected> ahead, int most) {
    int few = Math.ceilDiv(Math.max(1, ahead.size()), most);
    List<Expected> thinned = new ArrayList<>();
    for (int i = 0; i < ahead.size(); i += few) {
      List<Expected> group = ahead.subList(i, Math.min(ahead.size(), i + few));
      thinned.add(
          new Expected(
              group.getFirst().start(),
              group.stream().mapToDouble(Expected::value).max().orElseThrow(),
              group.stream().mapToDouble(Expected::low).max().orElseThrow(),
              group.stream().mapToDouble(Expected::high).max().orElseThrow()));
    }
    return thinned;
  }

  private static void point(JsonText json, Expected expected) {
    json.array(point -> {
      point.value(expected.start() / MICROS);
      number(point, expected.value());
      number(point, expected.low());
      number(point, expected.high());
    });
  }

  private static void share(JsonText json, Share share) {
    json.object(o -> {
      o.name("service").value(share.service());
      o.name("revision").value(share.revision());
      o.name("instances").value(share.instances());
      number(o.name("each"), share.each());
      number(o.name("amount"), share.amount());
      o.name("knownFrom").value(share.knownFrom());
    });
  }

  private static void advice(JsonText json, Advice advice) {
    json.object(o -> {
      o.name("text").value(Texts.cut(advice.text(), Texts.LONG));
      o.name("cost").value(advice.cost().name());
    });
  }

  private static void week(JsonText json, WeekRow row) {
    json.object(o -> {
      key(o, row.key());
      o.name("week").value(row.week().calendar() ? Long.valueOf(row.week().from() / MICROS) : null);
      o.name("from").value(row.week().from() / MICROS);
      o.name("to").value(row.week().to() / MICROS);
      number(o.name("peak"), row.peak());
      number(o.name("previousPeak"), row.previousPeak());
      number(o.name("change"), row.change());
      number(o.name("mean"), row.mean());
      number(o.name("limit"), row.limit());
      number(o.name("use"), row.use());
      o.name("outcome").value(row.forecast().outcome().name());
      number(o.name("days"), row.forecast().days());
      number(o.name("earliest"), row.forecast().earliest());
      number(o.name("latest"), row.forecast().latest());
    });
  }

  /** Null where it is none that JSON has. */
  private static void number(JsonText json, @Nullable Double number) {
    if (number == null || !Double.isFinite(number)) {
      json.value((String) null);
    } else if (number == Math.rint(number) && Math.abs(number) < EXACT) {
      json.value(number.longValue());
    } else {
      json.value(number);
    }
  }
}
