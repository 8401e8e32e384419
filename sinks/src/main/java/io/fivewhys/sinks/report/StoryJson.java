// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.DependencyGraph.Edge;
import io.fivewhys.sinks.report.DependencyGraph.Node;
import io.fivewhys.sinks.report.DependencyGraph.Place;
import io.fivewhys.sinks.report.IncidentStoryReader.Story;
import java.util.Locale;

/** An incident with what happened around it, as the page's script reads it. */
final class StoryJson {

  /** Steps shown; of more, the first and the last ones. */
  private static final int STEPS = 100;

  private StoryJson() {}

  static String document(Story story) {
    return new JsonText()
        .object(json -> {
          OverviewJson.range(json, story.range(), story.step());
          IncidentJson.members(json, story.steps().getLast());
          int last = story.steps().size() - STEPS / 2;
          json.name("steps")
              .array(list -> {
                for (int i = 0; i < story.steps().size(); i++) {
                  if (i < STEPS / 2 || i >= last) {
                    IncidentJson.writeStep(list, story.steps().get(i));
                  }
                }
              });
          json.name("series")
              .array(list -> story.series().forEach(service -> series(list, service)));
          json.name("deploys")
              .array(list -> story.deploys().forEach(deploy -> DeployJson.write(list, deploy)));
          json.name("graph").object(graph -> graph(graph, story.graph()));
        })
        .toString();
  }

  private static void series(JsonText json, ServiceTrend service) {
    json.object(o -> {
      o.name("project").value(service.project());
      o.name("location").value(service.location());
      o.name("name").value(service.service());
      o.name("series");
      ServiceJson.series(o, service.points());
    });
  }

  private static void graph(JsonText json, DependencyGraph graph) {
    json.name("nodes").array(list -> graph.nodes().forEach(node -> node(list, node)));
    json.name("edges").array(list -> graph.edges().forEach(edge -> edge(list, edge)));
  }

  private static void node(JsonText json, Node node) {
    json.object(o -> {
      place(o, node.place());
      o.name("role").value(node.role().name().toLowerCase(Locale.ROOT));
    });
  }

  private static void edge(JsonText json, Edge edge) {
    json.object(o -> {
      o.name("from").object(from -> place(from, edge.from()));
      o.name("to").object(to -> place(to, edge.to()));
      o.name("signals").array(list -> edge.signals().forEach(list::value));
      o.name("failures").value(edge.failures());
    });
  }

  private static void place(JsonText json, Place place) {
    json.name("kind").value(place.kind());
    json.name("name").value(Texts.cut(place.name()));
  }
}
