// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.ComponentKind;
import io.fivewhys.ConfigurationChange;
import io.fivewhys.ConfigurationKind;
import io.fivewhys.PlatformEvent;
import io.fivewhys.SignalKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A project at one look: what is known of it, and everything in it that hurts.
 *
 * @param troubles by service
 * @param asked who was heard, by what was asked: many that hurt ask the same at one look
 * @param called whether a caller calls a callee, for each two of which it was asked
 */
record Scene(
    Board board,
    SortedMap<Place, Trouble> troubles,
    Map<List<Object>, List<Heard>> asked,
    Map<List<Place>, Boolean> called) {

  Scene(Board board, SortedMap<Place, Trouble> troubles) {
    this(board, troubles, new HashMap<>(), new HashMap<>());
  }

  boolean isCalled(Trouble caller, ServiceBoard callee) {
    List<Place> both = List.of(caller.place(), callee.place);
    Boolean known = called.get(both);
    if (known == null) {
      known = Calls.isCalled(this, caller, callee);
      called.put(both, known);
    }
    return known;
  }

  String project() {
    return board.project;
  }

  /**
   * Which database a service means: the one it names, the only one of its spec, or the only one of
   * the project.
   */
  Place database(ServiceBoard speaker, Total total) {
    boolean named = !total.target().isEmpty();
    if (named && total.targetKind() == ComponentKind.CLOUD_SQL_INSTANCE) {
      return database(total.target());
    }
    Set<String> known = speaker.databases();
    if (known.isEmpty()) {
      known = new TreeSet<>();
      for (Place each : board.databases()) {
        known.add(each.name());
      }
    }
    return database(known.size() == 1 ? known.iterator().next() : total.target());
  }

  /** Which Redis a line means: the one it names, or the only one named by anybody then. */
  Place redis(Total total, Span span) {
    String address = total.target();
    if (address.isEmpty()) {
      Set<String> named = new TreeSet<>();
      for (Heard heard : hearing(span, Signals.REDIS)) {
        heard.totals().forEach(each -> named.add(each.target()));
      }
      named.remove("");
      address = named.size() == 1 ? named.iterator().next() : "redis";
    }
    return new Place(ComponentKind.REDIS_INSTANCE, "", address);
  }

  static Place database(String name) {
    return new Place(ComponentKind.CLOUD_SQL_INSTANCE, "", name);
  }

  /**
   * Which service a line means that speaks of a call: the one it names or whose address it is, such
   * as {@code checkout-k3jx5qwzva-uc.a.run.app}, {@code checkout-123.us-east1.run.app} or {@code
   * checkout.internal}; null where it is none that is known or named.
   */
  @Nullable Place callee(ServiceBoard speaker, Total total) {
    String target = total.target();
    String location = speaker.place.location();
    if (total.targetKind() == ComponentKind.CLOUD_RUN_SERVICE) {
      return Place.service(location, target);
    }
    String host = target.replaceFirst(":[0-9]+$", "");
    boolean own = host.endsWith(".run.app");
    String label = host.substring(0, Math.max(0, host.indexOf('.')));
    Place found = nearest(label, location);
    for (int end = label.lastIndexOf('-');
        own && found == null && end > 0;
        end = label.lastIndexOf('-', end - 1)) {
      found = nearest(label.substring(0, end), location);
    }
    return found;
  }

  /** The service of a name in the same location, else the first of that name. */
  private @Nullable Place nearest(String name, String location) {
    Place first = null;
    for (ServiceBoard service : board.named(name)) {
      if (service.place.location().equals(location)) {
        return service.place;
      }
      first = first == null ? service.place : first;
    }
    return first;
  }

  /** Services whose signals of these kinds rose in the same minutes, with what they said. */
  List<Heard> hearing(Span span, Collection<SignalKind> kinds) {
    return asked.computeIfAbsent(List.of(span, Set.copyOf(kinds)), key -> heard(span, kinds));
  }

  private List<Heard> heard(Span span, Collection<SignalKind> kinds) {
    List<Heard> heard = new ArrayList<>();
    for (ServiceBoard service : board.services()) {
      List<Total> totals = service.risen(span, kinds);
      if (!totals.isEmpty()) {
        heard.add(new Heard(service, totals));
      }
    }
    return heard;
  }

  record Heard(ServiceBoard service, List<Total> totals) {}

  /** The latest successful change of something by name, in a span; null where there is none. */
  @Nullable PlatformEvent changed(Span span, String name, ConfigurationKind... kinds) {
    PlatformEvent latest = null;
    for (PlatformEvent event : board.configurations(span)) {
      ConfigurationChange change = (ConfigurationChange) event.getBody();
      if (List.of(kinds).contains(change.getKind())
          && change.getStatusCode() == 0
          && (name.isEmpty() || event.getComponent().equals(name))) {
        latest = event;
      }
    }
    return latest;
  }

  /** Such as "DeleteConnector by ops-3f2a at 13:31 UTC". */
  static String told(PlatformEvent event) {
    ConfigurationChange change = (ConfigurationChange) event.getBody();
    String method = change.getMethod().substring(change.getMethod().lastIndexOf('.') + 1);
    String actor = change.getActor();
    return method
        + (actor == null ? "" : " by " + actor)
        + " at "
        + Words.clock(Math.floorDiv(event.getEventTime(), 1_000));
  }
}
