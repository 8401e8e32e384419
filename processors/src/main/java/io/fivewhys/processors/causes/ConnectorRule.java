// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Action;
import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.ComponentKind;
import io.fivewhys.ConfigurationChange;
import io.fivewhys.ConfigurationKind;
import io.fivewhys.Decision;
import io.fivewhys.Exonerated;
import io.fivewhys.MetricSample;
import io.fivewhys.PlatformEvent;
import io.fivewhys.SignalKind;
import io.fivewhys.Why;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A VPC connector: gone, or too small. It never logs that it is saturated. Only its metrics show
 * that; without them it is inferred when addresses behind it time out for two services at least, to
 * two targets at least, in the same minutes, while what does not go through it stays well.
 */
final class ConnectorRule implements Rule {

  private static final int LEAST_SERVICES = 2;
  private static final int LEAST_TARGETS = 2;

  /** A connector is deleted or changed up to this long before it is felt. */
  private static final long CHANGED_MINUTES = 30;

  /** Utilisation of its machines above which a connector drops packets. */
  private static final double SATURATED = 0.9;

  @Override
  public @Nullable Finding look(Scene scene, Trouble trouble) {
    String name = trouble.service.connector(trouble.span.widened(30, 0));
    List<Total> missing = trouble.risen(Set.of(SignalKind.CONNECTOR_MISSING));
    if (name == null && !missing.isEmpty()) {
      name = missing.get(0).target();
    }
    if (name == null) {
      return null;
    }
    Place connector = new Place(ComponentKind.VPC_CONNECTOR, trouble.place().location(), name);
    Finding gone = gone(scene, trouble, connector, missing);
    return gone == null ? saturated(scene, trouble, connector) : gone;
  }

  private static @Nullable Finding gone(
      Scene scene, Trouble trouble, Place connector, List<Total> missing) {
    PlatformEvent changed =
        scene.changed(
            trouble.span.widened(CHANGED_MINUTES, 0),
            connector.name(),
            ConfigurationKind.CONNECTOR);
    boolean deleted =
        changed != null
            && ((ConfigurationChange) changed.getBody()).getMethod().contains("Delete")
            && !trouble.risen(Signals.TIMEOUTS_OF_ADDRESSES).isEmpty();
    if (missing.isEmpty() && !deleted) {
      return null;
    }
    List<Total> felt = missing.isEmpty() ? trouble.risen(Signals.TIMEOUTS_OF_ADDRESSES) : missing;
    List<Why> whys = new ArrayList<>();
    whys.add(
        Whys.said(
            scene.project(),
            trouble,
            "Why do requests of " + trouble.place().name() + " fail?",
            "nothing behind connector " + connector.name() + " can be reached",
            connector,
            felt));
    if (changed != null) {
      whys.add(
          Whys.changed(
              "Why is connector " + connector.name() + " not there?",
              Scene.told(changed),
              connector,
              changed));
    }
    return new Finding(
        Cause.of(CauseKind.CONNECTOR_UNAVAILABLE, connector),
        Basis.OBSERVED,
        trouble.share(Whys.count(felt)),
        whys,
        Decision.FIX_CONFIG,
        List.of(
            Commands.describeConnector(
                scene.project(),
                connector,
                "See whether connector "
                    + connector.name()
                    + " exists and is READY; else create it again or use Direct VPC egress")));
  }

  private static @Nullable Finding saturated(Scene scene, Trouble trouble, Place connector) {
    List<Total> mine = trouble.risen(Signals.TIMEOUTS_OF_ADDRESSES);
    if (mine.isEmpty() || mine.stream().noneMatch(trouble::inProportion)) {
      return null;
    }
    Set<String> suffering = new TreeSet<>();
    Set<Place> targets = new TreeSet<>();
    Set<Place> targetsElsewhere = new TreeSet<>();
    for (Scene.Heard heard : scene.hearing(trouble.span, Signals.TIMEOUTS_OF_ADDRESSES)) {
      boolean behind = isBehind(heard.service(), connector, trouble.span);
      for (Total total : heard.totals()) {
        (behind ? targets : targetsElsewhere)
            .add(target(scene, trouble.span, heard.service(), total));
      }
      if (behind) {
        suffering.add(heard.service().place.name());
      }
    }
    Set<String> well = well(scene, trouble, connector, suffering);
    targets.removeAll(targetsElsewhere);
    Cause cause = Cause.of(CauseKind.CONNECTOR_SATURATION, connector);
    PlatformEvent metric = saturatedMetric(scene, trouble, connector);
    if (metric == null
        && (suffering.size() < LEAST_SERVICES
            || targets.size() < LEAST_TARGETS
            || well.size() >= suffering.size())) {
      clear(trouble, cause, connector, suffering, targets, well);
      return null;
    }
    return finding(scene, trouble, cause, mine, suffering, targets, well, metric);
  }

  private static void clear(
      Trouble trouble,
      Cause cause,
      Place connector,
      Set<String> suffering,
      Set<Place> targets,
      Set<String> well) {
    String reason =
        !well.isEmpty()
            ? Words.count(well.size(), "service") + " on it stayed well: " + String.join(", ", well)
            : targets.size() < LEAST_TARGETS
                ? "only one target behind it is out of reach"
                : "only " + String.join(", ", suffering) + " suffers behind it";
    trouble.clear(
        new Exonerated(CauseKind.CONNECTOR_SATURATION, connector.component(), reason), cause);
  }

  private static Finding finding(
      Scene scene,
      Trouble trouble,
      Cause cause,
      List<Total> mine,
      Set<String> suffering,
      Set<Place> targets,
      Set<String> well,
      @Nullable PlatformEvent metric) {
    Place connector = cause.place();
    List<Why> whys = new ArrayList<>();
    whys.add(
        Whys.said(
            scene.project(),
            trouble,
            "Why do requests of " + trouble.place().name() + " fail?",
            "private addresses time out: " + names(targets),
            trouble.place(),
            mine));
    whys.add(
        Whys.of(
            "Why do they time out?",
            "they time out in the same minutes for "
                + String.join(", ", suffering)
                + ", which share connector "
                + connector.name()
                + (well.isEmpty() ? "" : "; well: " + String.join(", ", well)),
            connector,
            metric == null ? Basis.INFERRED : Basis.OBSERVED,
            Whys.count(mine),
            Whys.evidence(mine),
            null));
    if (metric != null) {
      MetricSample sample = (MetricSample) metric.getBody();
      whys.add(
          Whys.changed(
              "Why does the connector not serve them?",
              String.format(
                  Locale.ROOT,
                  "its %s stood at %.2f",
                  sample.getMetric().substring(sample.getMetric().lastIndexOf("connector/") + 10),
                  sample.getValue()),
              connector,
              metric));
    }
    return new Finding(
        cause,
        metric == null ? Basis.INFERRED : Basis.OBSERVED,
        trouble.share(Whys.count(mine)),
        whys,
        Decision.SCALE,
        List.of(
            Commands.describeConnector(
                scene.project(),
                connector,
                "Look at its size and machine type: it grows to 10 instances of f1-micro, e2-micro"
                    + " or e2-standard-4 at most"),
            new Action(
                "Where that is not enough, move services to Direct VPC egress, one by one", null)));
  }

  private static String names(Set<Place> places) {
    return places.stream().map(Words::name).collect(Collectors.joining(", "));
  }

  private static Place target(Scene scene, Span span, ServiceBoard service, Total total) {
    return switch (total.kind()) {
      case SQL_CONNECT_TIMEOUT -> scene.database(service, total);
      case REDIS_TIMEOUT -> scene.redis(total, span);
      default -> new Place(ComponentKind.OTHER, "", total.target());
    };
  }

  private static boolean isBehind(ServiceBoard service, Place connector, Span span) {
    return connector.name().equals(service.connector(span.widened(30, 0)))
        && service.place.location().equals(connector.location());
  }

  /** Services behind the connector that reach what they lean on there. */
  private static Set<String> well(
      Scene scene, Trouble trouble, Place connector, Set<String> suffering) {
    Set<String> well = new TreeSet<>();
    Set<SignalKind> reaching = EnumSet.copyOf(Signals.TIMEOUTS_OF_ADDRESSES);
    for (ServiceBoard service : scene.board().services()) {
      if (!isBehind(service, connector, trouble.span)) {
        continue;
      }
      Counts counts = service.counts(trouble.span);
      if (!suffering.contains(service.place.name())
          && !service.databases().isEmpty()
          && counts.requests() >= 20
          && counts.failedShare() < 0.02
          && service.signals(trouble.span, reaching::contains).isEmpty()) {
        well.add(service.place.name());
      }
    }
    return well;
  }

  private static @Nullable PlatformEvent saturatedMetric(
      Scene scene, Trouble trouble, Place connector) {
    PlatformEvent highest = null;
    for (PlatformEvent event : scene.board().samples(trouble.span.widened(3, 0))) {
      MetricSample sample = (MetricSample) event.getBody();
      if (event.getComponent().equals(connector.name())
          && sample.getMetric().endsWith("connector/cpu/utilizations")
          && sample.getValue() >= SATURATED) {
        highest = event;
      }
    }
    return highest;
  }
}
