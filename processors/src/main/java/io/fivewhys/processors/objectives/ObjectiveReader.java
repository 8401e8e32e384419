// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

import com.google.re2j.Pattern;
import io.fivewhys.ComponentKind;
import io.fivewhys.processors.objectives.Indicator.Match;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One item under {@code objectives}: which indicator it names, and the target of it. */
final class ObjectiveReader {

  private static final List<String> INDICATORS =
      List.of("availability", "latency", "auth", "startup", "sql", "redis", "journey");

  private static final Match NO_MATCH = new Match("*", "*", null);

  /** Stand-ins for what is missing or wrong, which is a fault by then. */
  private static final Duration NO_DURATION = Duration.ofSeconds(1);

  private static final double NO_SHARE = 1;

  private final Section section;

  private ObjectiveReader(Section section) {
    this.section = section;
  }

  /** Null where no indicator can be told. */
  static @Nullable Objective read(Field field) {
    return new ObjectiveReader(new Section(field, Vocabulary.OBJECTIVE)).objective();
  }

  private @Nullable Objective objective() {
    String name = section.required("name", Values::objectiveName, "");
    List<String> named = INDICATORS.stream().filter(section::has).toList();
    if (!section.isThere()) {
      return null; // which is a fault already
    }
    if (named.size() != 1) {
      section.fault(
          named.isEmpty()
              ? "measures nothing: add one of " + String.join(", ", INDICATORS)
              : "measures " + String.join(" and ", named) + ": make an objective of each");
      return null;
    }
    String indicator = named.get(0);
    return switch (indicator) {
      case "availability" -> ofShare(name, indicator, new Indicator.Availability());
      case "auth" -> ofShare(name, indicator, new Indicator.AuthSuccess());
      case "startup" -> ofShare(name, indicator, new Indicator.StartupSuccess());
      case "latency" -> latency(name);
      case "sql" -> dependency(name, indicator, ComponentKind.CLOUD_SQL_INSTANCE);
      case "redis" -> dependency(name, indicator, ComponentKind.REDIS_INSTANCE);
      default -> journey(name);
    };
  }

  private Objective ofShare(String name, String key, Indicator indicator) {
    section.without(
        List.of("under", "reachable", "target"),
        "does not belong to " + key + ", which has its target behind it: " + key + ": 99.9 %");
    return new Objective(
        name, section.scope(), indicator, section.required(key, Values::share, NO_SHARE));
  }

  private Objective latency(String name) {
    section.without(
        List.of("under", "reachable", "target"),
        "does not belong here: write latency: {under: 2 s, target: 95 %}");
    Section latency = within("latency", Vocabulary.LATENCY);
    return new Objective(
        name,
        section.scope(),
        new Indicator.Latency(latency.required("under", Values::duration, NO_DURATION)),
        latency.required("target", Values::share, NO_SHARE));
  }

  private Objective dependency(String name, String key, ComponentKind kind) {
    String component = section.required(key, Values::name, "*");
    if (section.has("reachable")) {
      section.without(
          List.of("under", "target"),
          "does not belong to reachable, which has its target behind it: make an objective of each");
      return new Objective(
          name,
          section.scope(),
          new Indicator.DependencyReachable(kind, component),
          section.required("reachable", Values::share, NO_SHARE));
    }
    if (!section.has("under")) {
      section.fault("says nothing of " + key + ": add 'reachable', or 'under' with 'target'");
    }
    Duration under = section.optional("under", Values::duration, NO_DURATION);
    return new Objective(
        name,
        section.scope(),
        new Indicator.DependencyLatency(kind, component, under),
        section.required("target", Values::share, NO_SHARE));
  }

  private Objective journey(String name) {
    section.without(List.of("reachable"), "does not belong to a journey: remove it");
    section.without(List.of("service"), "a journey names its services under total and good");
    section.without(List.of("under"), "write it one step further in, under journey");
    Section journey = within("journey", Vocabulary.JOURNEY);
    Field total = journey.get("total");
    if (total == null) {
      journey.fault("'total' is missing: say what counts, by service with route or line");
    }
    Field good = journey.get("good");
    Match totalMatch = total == null ? NO_MATCH : match(total);
    Match goodMatch = good == null ? null : match(good);
    Duration under =
        journey.has("under") ? journey.required("under", Values::duration, NO_DURATION) : null;
    checkGood(journey, totalMatch, goodMatch, under);
    return new Objective(
        name,
        new Scope(
            section.optional("project", Values::name, "*"),
            section.optional("location", Values::name, "*"),
            name),
        new Indicator.Journey(totalMatch, goodMatch, under),
        section.required("target", Values::share, NO_SHARE));
  }

  private static void checkGood(
      Section journey, Match total, @Nullable Match good, @Nullable Duration under) {
    Match judged = good == null ? total : good;
    Pattern line = judged.text();
    if (line == null || judged.route() != null) {
      return; // a request: its status tells, and its latency; or a fault already
    }
    boolean timed = !line.namedGroups().isEmpty();
    if (under != null && !timed) {
      journey.fault(
          "'under' needs the line to say how long it took: "
              + "add a group such as (?<duration_ms>\\d+) to its pattern");
    }
    if (good == null && under == null) {
      journey.fault("nothing tells good lines from bad ones: add 'good', or 'under'");
    }
  }

  private static Match match(Field field) {
    Section section = new Section(field, Vocabulary.MATCH);
    String service = section.required("service", Values::name, "*");
    Field route = section.get("route");
    Field line = section.get("line");
    if ((route == null) == (line == null)) {
      section.fault("add either 'route', for requests, or 'line', for log lines");
    }
    return new Match(
        service,
        route == null ? null : route.read(Values::route, "*"),
        line == null
            ? null
            : line.read(text -> Optional.of(Values.line(text)), Optional.<Pattern>empty())
                .orElse(null));
  }

  private Section within(String key, Vocabulary vocabulary) {
    Field field = section.get(key);
    if (field == null) {
      throw new IllegalArgumentException(key + " was told from the others, and is not there");
    }
    return new Section(field, vocabulary);
  }
}
