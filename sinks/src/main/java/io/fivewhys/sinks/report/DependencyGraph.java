// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.Component;
import io.fivewhys.Escalation;
import io.fivewhys.Why;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Who failed at whom around an incident: what it names, and what these said of each other. Pure.
 *
 * @param nodes by kind and name
 * @param edges by their ends
 */
record DependencyGraph(List<Node> nodes, List<Edge> edges) {

  /** Edges beyond these, the ones that failed least, are left out. */
  static final int MAX_EDGES = 60;

  private static final String SERVICE = "CLOUD_RUN_SERVICE";

  /** Within an incident's project. */
  record Place(String kind, String name) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::kind).thenComparing(Place::name);

    static Place of(Component component) {
      return new Place(component.getKind().name(), component.getName());
    }

    static Place service(String name) {
      return new Place(SERVICE, name);
    }

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /** What the node is to the incident; of several, the first. */
  enum Role {
    CAUSE,
    SYMPTOM,
    AFFECTED,
    OTHER
  }

  record Node(Place place, Role role) {}

  /**
   * @param signals what was said, in order
   */
  record Edge(Place from, Place to, List<String> signals, long failures) {}

  /** What one service said of one component. */
  record Said(Place caller, Place component, String signal, long count) {}

  private record Ends(Place from, Place to) {}

  static DependencyGraph of(Escalation incident, List<Said> all) {
    ServiceHosts hosts = hosts(incident, all);
    SortedMap<Place, Role> roles = roles(incident, hosts);
    List<Said> said =
        all.stream()
            .map(one ->
                new Said(one.caller(), hosts.place(one.component()), one.signal(), one.count()))
            .toList();
    List<Edge> edges =
        edges(Stream.concat(said.stream(), chain(incident, said, hosts).stream()).toList()).stream()
            .filter(edge -> roles.containsKey(edge.from()) || roles.containsKey(edge.to()))
            .sorted(
                Comparator.comparingLong(Edge::failures)
                    .reversed()
                    .thenComparing(Edge::from)
                    .thenComparing(Edge::to))
            .limit(MAX_EDGES)
            .sorted(Comparator.comparing(Edge::from).thenComparing(Edge::to))
            .toList();
    for (Edge edge : edges) {
      roles.putIfAbsent(edge.from(), Role.OTHER);
      roles.putIfAbsent(edge.to(), Role.OTHER);
    }
    List<Node> nodes = new ArrayList<>();
    roles.forEach((place, role) -> nodes.add(new Node(place, role)));
    return new DependencyGraph(List.copyOf(nodes), edges);
  }

  /** Where the chain of whys goes from one component to the next, and no line said so. */
  private static List<Said> chain(Escalation incident, List<Said> said, ServiceHosts hosts) {
    List<Said> links = new ArrayList<>();
    Place from = hosts.place(Place.of(incident.getSymptom().getComponent()));
    for (Why why : incident.getWhys()) {
      Place to = hosts.place(Place.of(why.getComponent()));
      if (!to.equals(from) && !to.name().isEmpty() && !from.name().isEmpty()) {
        Said link = new Said(from, to, why.getBasis().name(), why.getCount());
        if (said.stream()
            .noneMatch(one -> one.caller().equals(link.caller()) && one.component().equals(to))) {
          links.add(link);
        }
        from = to;
      }
    }
    return links;
  }

  /** Of the services that the incident names, and those that said something. */
  private static ServiceHosts hosts(Escalation incident, List<Said> said) {
    Set<String> services = new HashSet<>();
    Stream.of(
            Stream.of(incident.getRootCause().getComponent(), incident.getSymptom().getComponent()),
            incident.getAffected().stream(),
            incident.getWhys().stream().map(Why::getComponent))
        .flatMap(components -> components)
        .map(Place::of)
        .filter(place -> place.kind().equals(SERVICE))
        .forEach(place -> services.add(place.name()));
    said.forEach(one -> services.add(one.caller().name()));
    services.remove("");
    return new ServiceHosts(services);
  }

  private static SortedMap<Place, Role> roles(Escalation incident, ServiceHosts hosts) {
    SortedMap<Place, Role> roles = new TreeMap<>();
    roles.put(hosts.place(Place.of(incident.getRootCause().getComponent())), Role.CAUSE);
    roles.putIfAbsent(hosts.place(Place.of(incident.getSymptom().getComponent())), Role.SYMPTOM);
    incident.getAffected().stream()
        .limit(IncidentJson.MOST)
        .map(component -> hosts.place(Place.of(component)))
        .forEach(place -> roles.putIfAbsent(place, Role.AFFECTED));
    return roles;
  }

  private static List<Edge> edges(List<Said> said) {
    SortedMap<Ends, List<Said>> byEnds =
        new TreeMap<>(Comparator.comparing(Ends::from).thenComparing(Ends::to));
    for (Said one : said) {
      byEnds
          .computeIfAbsent(new Ends(one.caller(), one.component()), k -> new ArrayList<>())
          .add(one);
    }
    List<Edge> edges = new ArrayList<>();
    byEnds.forEach((ends, all) -> {
      SortedSet<String> signals = new TreeSet<>();
      all.forEach(one -> signals.add(one.signal()));
      edges.add(
          new Edge(
              ends.from(),
              ends.to(),
              List.copyOf(signals),
              all.stream().mapToLong(Said::count).sum()));
    });
    return edges;
  }
}
