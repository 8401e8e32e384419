// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import com.fasterxml.jackson.databind.JsonNode;
import io.fivewhys.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds what the product told against the truth. Each thing that is wrong is a sentence. */
final class Assessment {

  private static final Duration RESOLVED_WITHIN = Duration.ofMinutes(15);

  /** How far from the incident a line may be that proves something of it. */
  private static final Duration NEAR = Duration.ofMinutes(2);

  private static final Pattern MACHINE =
      Pattern.compile("\\b(?:[efntcm]\\d[a-z]?-[a-z]+(?:-\\d+)?)\\b");
  private static final Set<String> MACHINES = Set.of("f1-micro", "e2-micro", "e2-standard-4");
  private static final Pattern CONNECTOR_INSTANCES =
      Pattern.compile("connectors .*--(?:max|min)-instances[= ](\\d+)");
  private static final Pattern TIMEOUT = Pattern.compile("--timeout[= ](\\d+)");

  private final Truth truth;
  private final List<Told> told;
  private final Map<String, Instant> entries;
  private final Instant end;
  private final List<String> faults = new ArrayList<>();
  private int opened;
  private int openedRight;

  /**
   * @param entries insert ids of the recording, with their time
   * @param end of the recording
   */
  Assessment(Truth truth, List<Told> told, Map<String, Instant> entries, Instant end) {
    this.truth = truth;
    this.told = told;
    this.entries = entries;
    this.end = end;
  }

  /** What is wrong, and what is right of what was said first. */
  record Result(List<String> faults, List<String> confusion, int opened, int openedRight) {}

  Result assess() {
    List<Told> rest = new ArrayList<>(told);
    List<String> confusion = new ArrayList<>();
    for (Expected expected : truth.incidents()) {
      Told found = take(expected, rest);
      confusion.add(expected.kinds + " → " + (found == null ? "nothing" : Told.kind(found.last())));
      if (found == null) {
        fault("nothing tells of %s of %s", expected.kinds, expected.components);
      } else {
        check(expected, found);
      }
    }
    for (Told extra : rest) {
      confusion.add("nothing → " + Told.kind(extra.last()));
      fault("one too many: %s", extra.summary());
    }
    told.forEach(this::checkForm);
    return new Result(List.copyOf(faults), confusion, opened, openedRight);
  }

  /** The one that blames what is to blame, else the one that opened nearest. */
  private static @Nullable Told take(Expected expected, List<Told> rest) {
    Told best = null;
    for (Told each : rest) {
      if (best == null || rank(expected, each) < rank(expected, best)) {
        best = each;
      }
    }
    if (best != null) {
      rest.remove(best);
    }
    return best;
  }

  private static long rank(Expected expected, Told told) {
    long away =
        Math.abs(
            Duration.between(expected.onset, Told.time(told.first(), "observed_at")).toSeconds());
    long wrong =
        Told.blames(told.last(), expected)
            ? 0
            : Told.blamesComponent(told.last(), expected) ? 1 : 2;
    return wrong * 1_000_000L + away;
  }

  private void check(Expected expected, Told found) {
    checkOpening(expected, found);
    JsonNode last = found.last();
    if (!Told.blames(last, expected)) {
      fault(
          "%s of %s is blamed on %s of %s",
          expected.kinds, expected.components, Told.kind(last), Told.component(last));
    }
    String revision = last.at("/root_cause/revision").asText(null);
    if (expected.revision != null && !expected.revision.equals(revision)) {
      fault("revision %s is blamed, not %s", revision, expected.revision);
    }
    JsonNode open = found.lastOpen();
    among("basis", open.at("/root_cause/basis").asText(), names(expected.bases));
    among("decision", open.path("decision").asText(), names(expected.decisions));
    contains("affected", names(open.path("affected"), "name"), expected.affected);
    contains("exonerated", names(open.path("exonerated"), "kind"), names(expected.exonerated));
    checkEnd(expected, found);
    if (truth.never().contains(Told.component(last))) {
      fault("%s is innocent and blamed", Told.component(last));
    }
    if (names(truth.neverKinds()).contains(Told.kind(last))) {
      fault("%s is no cause here and blamed", Told.kind(last));
    }
  }

  private void checkOpening(Expected expected, Told found) {
    opened++;
    openedRight += Told.blames(found.first(), expected) ? 1 : 0;
    Instant observed = Told.time(found.first(), "observed_at");
    if (observed.isBefore(expected.onset)) {
      fault("opened %s, before its onset %s", observed, expected.onset);
    }
    if (!expected.inTime(observed)) {
      fault("opened %s after its onset", Duration.between(expected.onset, observed).toString());
    }
  }

  private void checkEnd(Expected expected, Told found) {
    if (expected.endDisputable) {
      return;
    }
    Instant ended = expected.ended;
    if (ended == null) {
      if (found.resolved()) {
        fault("resolved at %s, and lasts", found.last().path("observed_at").asText());
      }
      return;
    }
    if (!found.resolved()) {
      if (!ended.plus(RESOLVED_WITHIN).isAfter(end)) {
        fault("still open, and ended at %s", ended);
      }
    } else if (Told.time(found.last(), "observed_at").isBefore(ended)) {
      fault(
          "resolved at %s, before it ended at %s",
          found.last().path("observed_at").asText(), ended);
    }
  }

  private void checkForm(Told incident) {
    int sequence = 0;
    for (JsonNode each : incident.records()) {
      if (each.path("sequence").asInt() != ++sequence) {
        fault("record %d has sequence %d", sequence, each.path("sequence").asInt());
      }
      String status = each.path("status").asText();
      if (status.equals("OPENED") != (sequence == 1)) {
        fault("record %d is %s", sequence, status);
      }
      if (status.equals("RESOLVED") && each != incident.last()) {
        fault("record %d of %d is RESOLVED", sequence, incident.records().size());
      }
      for (JsonNode why : Told.elements(each.path("whys"))) {
        checkWhy(each, incident, why);
      }
      checkActions(each);
    }
  }

  private void checkWhy(JsonNode record, Told incident, JsonNode why) {
    List<JsonNode> evidence = Told.elements(why.path("evidence"));
    String answer = why.path("answer").asText();
    if (why.path("basis").asText().equals("OBSERVED") && evidence.isEmpty()) {
      fault("observed without evidence: %s", answer);
    }
    if (why.path("count").asLong() < evidence.size()) {
      fault("%d counted, %d shown: %s", why.path("count").asLong(), evidence.size(), answer);
    }
    Instant from = Told.time(incident.first(), "opened_at").minus(NEAR);
    Instant until = Told.time(record, "observed_at").plus(NEAR);
    for (JsonNode each : evidence) {
      Instant sent = entries.get(each.path("insert_id").asText());
      if (sent == null) {
        fault("evidence that is in no entry: %s", each);
        continue;
      }
      Instant said = Told.time(each, "timestamp");
      if (Duration.between(sent, said).abs().compareTo(Duration.ofMillis(1)) > 0) {
        fault("evidence of %s is said to be of %s", sent, said);
      }
      boolean audit = each.path("log_name").asText().contains("cloudaudit");
      boolean request = each.path("log_name").asText().contains("requests");
      Instant earliest = request ? from.minus(Duration.ofMinutes(5)) : from;
      if (!audit && (said.isBefore(earliest) || said.isAfter(until))) {
        fault("evidence of %s proves nothing of %s to %s: %s", said, from, until, answer);
      }
      if (each.path("excerpt").asText().length() > 300) {
        fault("an excerpt of %d characters", each.path("excerpt").asText().length());
      }
    }
  }

  private void checkActions(JsonNode record) {
    for (JsonNode action : Told.elements(record.path("actions"))) {
      String text = action.path("text").asText() + "\n" + action.path("command").asText("");
      Matcher machine = MACHINE.matcher(text);
      while (machine.find()) {
        if (!MACHINES.contains(machine.group())) {
          fault("no connector runs on %s", machine.group());
        }
      }
      Matcher instances = CONNECTOR_INSTANCES.matcher(text);
      while (instances.find()) {
        if (Integer.parseInt(instances.group(1)) > 10) {
          fault("no connector has %s instances", instances.group(1));
        }
      }
      Matcher timeout = TIMEOUT.matcher(text);
      while (timeout.find()) {
        if (Integer.parseInt(timeout.group(1)) > 3_600) {
          fault("no request may last %s seconds", timeout.group(1));
        }
      }
    }
    if (record.path("decision").asText().equals(Decision.ROLL_BACK.name())
        && record.path("actions").isEmpty()) {
      fault("roll back, and not a word of how");
    }
  }

  private void among(String what, String is, Set<String> acceptable) {
    if (!acceptable.isEmpty() && !acceptable.contains(is)) {
      fault("%s is %s, not %s", what, is, acceptable);
    }
  }

  private void contains(String what, Set<String> are, Set<String> required) {
    if (!are.containsAll(required)) {
      fault("%s are %s, not %s", what, are, required);
    }
  }

  private static Set<String> names(Set<? extends Enum<?>> symbols) {
    Set<String> names = new TreeSet<>();
    symbols.forEach(symbol -> names.add(symbol.name()));
    return names;
  }

  private static Set<String> names(JsonNode array, String field) {
    Set<String> names = new TreeSet<>();
    Told.elements(array).forEach(each -> names.add(each.path(field).asText()));
    return names;
  }

  private void fault(String sentence, @Nullable Object... values) {
    faults.add(sentence.formatted(values));
  }
}
