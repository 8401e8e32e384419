// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static io.fivewhys.SignalKind.POOL_EXHAUSTED;
import static io.fivewhys.SignalKind.SQL_RESTART;
import static io.fivewhys.SignalKind.SQL_SLOTS_EXHAUSTED;

import io.fivewhys.Action;
import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.ConfigurationKind;
import io.fivewhys.Decision;
import io.fivewhys.PlatformEvent;
import io.fivewhys.SignalKind;
import io.fivewhys.Why;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A database: out of connections, slow, or not to be reached. It is shared where the database says
 * so itself or two services at least say the same of it; what one service alone says may be its own
 * configuration, and is looked at after that.
 */
final class SqlRule implements Rule {

  /** Fewer statements than these are slow in any hour. */
  private static final long LEAST_SLOW = 3;

  /** Restarts, resizes and failovers are logged up to this long before or after they are felt. */
  private static final long RESTART_MINUTES = 10;

  private final boolean shared;

  /**
   * @param shared whether more than one service must say so, or the database itself
   */
  SqlRule(boolean shared) {
    this.shared = shared;
  }

  @Override
  public @Nullable Finding look(Scene scene, Trouble trouble) {
    SortedMap<Place, List<Total>> said = saidOfDatabases(scene, trouble.service, trouble.span);
    for (String name : trouble.service.databases()) {
      said.computeIfAbsent(Scene.database(name), place -> new ArrayList<>());
    }
    Finding best = null;
    for (Place database : said.keySet()) {
      Finding found = look(scene, trouble, new Case(scene, trouble, database, said.get(database)));
      if (found != null && (best == null || found.share() > best.share())) {
        best = found;
      }
    }
    return best;
  }

  private static SortedMap<Place, List<Total>> saidOfDatabases(
      Scene scene, ServiceBoard service, Span span) {
    SortedMap<Place, List<Total>> said = new TreeMap<>();
    for (Total total : service.risen(span, Signals.SQL)) {
      said.computeIfAbsent(scene.database(service, total), place -> new ArrayList<>()).add(total);
    }
    return said;
  }

  /** What is said of one database: by the service that hurts, by itself and by others. */
  private static final class Case {
    final Place database;
    final List<Total> said;
    final List<Total> itself;
    final long others;
    final @Nullable PlatformEvent restarted;

    Case(Scene scene, Trouble trouble, Place database, List<Total> said) {
      this.database = database;
      this.said = said;
      Span span = trouble.span;
      this.itself =
          Trouble.risen(
              scene.board().databaseSays(database, span, Signals.SQL::contains),
              scene.board().databaseSays(database, span.before(), Signals.SQL::contains),
              span);
      this.others =
          scene.hearing(span, Signals.SQL).stream()
              .filter(heard -> heard.service() != trouble.service)
              .filter(heard ->
                  heard.totals().stream()
                      .anyMatch(total -> scene.database(heard.service(), total).equals(database)))
              .count();
      this.restarted =
          scene.changed(
              new Span(span.from() - RESTART_MINUTES, span.from() + 2),
              database.name(),
              ConfigurationKind.SQL_INSTANCE);
    }

    long count(Collection<SignalKind> kinds) {
      return Whys.count(of(kinds));
    }

    long count(SignalKind kind) {
      return count(Set.of(kind));
    }

    /** The louder of the two: the service's own lines and the database's tell of the same. */
    List<Total> of(Collection<SignalKind> kinds) {
      List<Total> mine = said.stream().filter(total -> kinds.contains(total.kind())).toList();
      List<Total> own = itself.stream().filter(total -> kinds.contains(total.kind())).toList();
      return Whys.count(mine) >= Whys.count(own) ? mine : own;
    }

    boolean isShared() {
      return others > 0 || !itself.isEmpty() || restarted != null && !said.isEmpty();
    }

    /** Nobody else suffers of it, and a deploy of the one that does is to blame. */
    boolean isOwn(Scene scene, Trouble trouble) {
      return others == 0
          && restarted == null
          && count(SQL_RESTART) == 0
          && Deploys.blamed(scene, trouble) != null;
    }

    long first(Collection<SignalKind> kinds) {
      return of(kinds).stream().mapToLong(Total::first).min().orElse(Long.MAX_VALUE);
    }
  }

  private @Nullable Finding look(Scene scene, Trouble trouble, Case found) {
    if (shared && (!found.isShared() || found.isOwn(scene, trouble))) {
      return null;
    }
    long slots = found.count(SQL_SLOTS_EXHAUSTED);
    long pool = found.count(POOL_EXHAUSTED);
    long slow = found.count(Signals.SQL_SLOWNESS);
    long connecting = found.count(Signals.SQL_CONNECTING);
    boolean stopped =
        found.count(SQL_RESTART) > 0 && found.first(Set.of(SQL_RESTART)) <= trouble.span.from() + 2;
    boolean connected = slots + connecting + found.count(SQL_RESTART) > 0;
    if (stopped || found.restarted != null && connected && slots == 0) {
      return unavailable(scene, trouble, found, true);
    }
    boolean slowFirst =
        slow >= LEAST_SLOW
            && (slots == 0
                || found.first(Signals.SQL_SLOWNESS) + 2
                    <= found.first(Set.of(SQL_SLOTS_EXHAUSTED)));
    if (slots > 0 && !slowFirst && isEnough(trouble, found, Set.of(SQL_SLOTS_EXHAUSTED))) {
      return exhausted(scene, trouble, found, Set.of(SQL_SLOTS_EXHAUSTED));
    }
    if (slow >= LEAST_SLOW && connecting <= slow) {
      return slow(scene, trouble, found);
    }
    if (pool > 0 && isEnough(trouble, found, Set.of(POOL_EXHAUSTED))) {
      return exhausted(scene, trouble, found, Set.of(POOL_EXHAUSTED));
    }
    if (connecting > 0 && isEnough(trouble, found, Signals.SQL_CONNECTING)) {
      return unavailable(scene, trouble, found, false);
    }
    return null;
  }

  private static boolean isEnough(Trouble trouble, Case found, Set<SignalKind> kinds) {
    return found.said.stream()
            .filter(total -> kinds.contains(total.kind()))
            .anyMatch(trouble::inProportion)
        || found.itself.stream()
            .anyMatch(total -> kinds.contains(total.kind()) && total.count() >= 3);
  }

  private static Finding exhausted(
      Scene scene, Trouble trouble, Case found, Set<SignalKind> kinds) {
    List<Total> totals = found.of(kinds);
    boolean pool = kinds.contains(POOL_EXHAUSTED);
    String name = Words.name(found.database);
    List<Why> whys = new ArrayList<>();
    whys.add(
        Whys.said(
            scene.project(),
            trouble,
            "Why do requests of " + trouble.place().name() + " fail?",
            pool
                ? "its pool of connections to " + name + " had none left to give"
                : name + " turned connections away: it has no slots left",
            found.database,
            totals));
    Finding taken = Taken.connections(scene, trouble, found.database, whys, totals);
    if (taken != null) {
      return taken;
    }
    return new Finding(
        Cause.of(CauseKind.SQL_CONNECTIONS_EXHAUSTED, found.database),
        Basis.OBSERVED,
        trouble.share(Whys.count(totals)),
        whys,
        Decision.SCALE,
        Budget.actions(scene, trouble, found.database));
  }

  private static Finding slow(Scene scene, Trouble trouble, Case found) {
    String name = Words.name(found.database);
    List<Total> totals = found.of(Signals.SQL_SLOWNESS);
    List<Why> whys = new ArrayList<>();
    List<Total> pool = found.of(EnumSet.of(POOL_EXHAUSTED));
    if (!pool.isEmpty()) {
      whys.add(
          Whys.said(
              scene.project(),
              trouble,
              "Why do requests of " + trouble.place().name() + " wait?",
              "its pool of connections to " + name + " had none left to give",
              trouble.place(),
              pool));
    }
    whys.add(
        Whys.said(
            scene.project(),
            trouble,
            pool.isEmpty()
                ? "Why is " + trouble.place().name() + " slow?"
                : "Why are the connections not given back?",
            "statements on " + name + " take long or are cancelled for it" + durations(totals),
            found.database,
            totals));
    return new Finding(
        Cause.of(CauseKind.SQL_SLOW, found.database),
        found.isShared() ? Basis.OBSERVED : Basis.INFERRED,
        trouble.share(Whys.count(totals)),
        whys,
        Decision.INVESTIGATE,
        List.of(
            Commands.describeDatabase(
                scene.project(),
                found.database,
                "Look at the slowest statements of "
                    + name
                    + " in Query Insights, and at its load"),
            new Action("Do not add connections: more of them make a slow database slower", null)));
  }

  private static String durations(List<Total> totals) {
    return totals.stream().mapToDouble(Total::slowest).filter(millis -> millis > 0).max().stream()
        .mapToObj(millis -> String.format(Locale.ROOT, " (p95 %,.1f s)", millis / 1_000))
        .findFirst()
        .orElse("");
  }

  private static Finding unavailable(Scene scene, Trouble trouble, Case found, boolean told) {
    String name = Words.name(found.database);
    List<Why> whys = new ArrayList<>();
    List<Total> totals = found.of(Signals.SQL_CONNECTING);
    if (!totals.isEmpty()) {
      whys.add(
          Whys.said(
              scene.project(),
              trouble,
              "Why do requests of " + trouble.place().name() + " fail?",
              "it cannot connect to " + name + others(found),
              found.database,
              totals));
    }
    List<Total> restart = found.of(EnumSet.of(SQL_RESTART));
    if (!restart.isEmpty()) {
      whys.add(
          Whys.said(
              scene.project(),
              trouble,
              "Why can nobody connect to " + name + "?",
              "it was going down or coming up",
              found.database,
              restart));
    }
    PlatformEvent restarted = found.restarted;
    if (restarted != null) {
      whys.add(
          Whys.changed(
              "Why did " + name + " go away?", Scene.told(restarted), found.database, restarted));
    }
    return new Finding(
        Cause.of(CauseKind.SQL_UNAVAILABLE, found.database),
        told || found.isShared() ? Basis.OBSERVED : Basis.INFERRED,
        trouble.share(Whys.count(totals)),
        whys,
        told ? Decision.WAIT : Decision.INVESTIGATE,
        List.of(
            Commands.describeDatabase(
                scene.project(),
                found.database,
                "Look at the state and the latest operations of " + name)));
  }

  private static String others(Case found) {
    return found.others == 0 ? "" : "; neither can " + Words.count(found.others, "other service");
  }
}
