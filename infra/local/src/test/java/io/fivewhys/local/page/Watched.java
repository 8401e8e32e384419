// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a tab has let out since it was opened: what it complained of, what it asked for, and how
 * much came over the wire. Written by the thread that hears events, read by the test's.
 */
final class Watched {

  private static final Set<String> COMPLAINTS = Set.of("error", "warning", "assert");

  private final List<String> complaints = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private final Map<String, Long> open = new HashMap<>();
  private long ended;

  synchronized void hear(String event, JsonNode what) {
    switch (event) {
      case "Runtime.consoleAPICalled" -> console(what);
      case "Runtime.exceptionThrown" ->
          complaints.add("exception: " + exception(what.path("exceptionDetails")));
      case "Log.entryAdded" -> log(what.path("entry"));
      case "Page.javascriptDialogOpening" ->
          complaints.add(what.path("type").asText() + ": " + what.path("message").asText());
      case "Inspector.targetCrashed" -> complaints.add("crashed");
      case "Network.requestWillBeSent" -> requests.add(what.at("/request/url").asText());
      case "Network.webSocketCreated" -> requests.add(what.path("url").asText());
      case "Network.dataReceived" ->
          open.merge(id(what), what.path("encodedDataLength").asLong(), Long::sum);
      case "Network.loadingFinished" -> {
        open.remove(id(what));
        ended += what.path("encodedDataLength").asLong();
      }
      default -> {}
    }
  }

  synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  /** Of what has ended its head too; of a stream of events what has come so far. */
  synchronized long bytes() {
    return ended + open.values().stream().mapToLong(Long::longValue).sum();
  }

  synchronized void forget() {
    complaints.clear();
    requests.clear();
    open.clear();
    ended = 0;
  }

  /** Where it was thrown and what. */
  static String exception(JsonNode details) {
    JsonNode thrown = details.path("exception");
    return thrown.has("description")
        ? thrown.path("description").asText()
        : details.path("text").asText() + " " + thrown.path("value").asText();
  }

  private void console(JsonNode call) {
    String type = call.path("type").asText();
    if (COMPLAINTS.contains(type)) {
      StringBuilder text = new StringBuilder("console." + type + ":");
      for (JsonNode each : call.path("args")) {
        text.append(' ').append(each.path(each.has("value") ? "value" : "description").asText());
      }
      complaints.add(text.toString());
    }
  }

  /** What the browser itself says: what a policy forbade, what could not be loaded. */
  private void log(JsonNode entry) {
    if (COMPLAINTS.contains(entry.path("level").asText())) {
      complaints.add(
          "%s: %s %s"
              .formatted(
                  entry.path("source").asText(),
                  entry.path("text").asText(),
                  entry.path("url").asText())
              .strip());
    }
  }

  private static String id(JsonNode event) {
    return event.path("requestId").asText();
  }
}
