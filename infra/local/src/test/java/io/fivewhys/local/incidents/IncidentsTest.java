// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.InputFiles;
import io.fivewhys.local.Folders;
import io.fivewhys.local.demo.Entry;
import io.fivewhys.local.incidents.Scenario.Recorded;
import io.fivewhys.local.replay.Progress;
import io.fivewhys.local.replay.Replay;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Incidents whose truth is known, through the whole replay. {@code -Dincidents=core} tells a few of
 * them once, {@code all} every one with three seeds; {@code -Dscenario=NAME -Dseed=1} one alone,
 * and {@code -Dwrite=FILE} keeps its entries, {@code -Dout=FOLDER} what the replay wrote.
 */
class IncidentsTest {

  /** One of each family; all of them take minutes. */
  private static final String BY_DEFAULT = "core";

  private static final int SEEDS = 3;
  private static final JsonFactory JSON = new JsonFactory();
  private static final Map<String, Integer> CONFUSION = new TreeMap<>();
  private static final List<String> WRONG = new ArrayList<>();
  private static int opened;
  private static int openedRight;

  @TempDir static Path directory;

  @Test
  void the_same_seed_gives_the_same_bytes_and_another_one_does_not() {
    Scenario scenario = Scenarios.named("quiet-night");
    assertThat(bytes(scenario.record(1))).isEqualTo(bytes(scenario.record(1)));
    assertThat(bytes(scenario.record(1))).isNotEqualTo(bytes(scenario.record(2)));
  }

  @TestFactory
  Stream<DynamicTest> incidents() {
    String only = System.getProperty("scenario", "");
    String which = System.getProperty("incidents", only.isEmpty() ? BY_DEFAULT : "all");
    String seed = System.getProperty("seed", "");
    return Scenarios.ALL.stream()
        .filter(scenario -> only.isEmpty() || List.of(only.split(",")).contains(scenario.name()))
        .filter(scenario -> which.equals("all") || which.equals("core") && scenario.core())
        .flatMap(scenario ->
            IntStream.rangeClosed(1, which.equals("core") && seed.isEmpty() ? 1 : SEEDS)
                .filter(each -> seed.isEmpty() || seed.equals(Integer.toString(each)))
                .mapToObj(each ->
                    DynamicTest.dynamicTest(
                        "%s, seed %d".formatted(scenario.name(), each),
                        () -> tell(scenario, each))));
  }

  private static void tell(Scenario scenario, int seed) throws IOException {
    Recorded recorded = scenario.record(seed);
    String name = scenario.name() + "-" + seed;
    String keep = System.getProperty("write", "");
    Path file =
        ScenarioFiles.write(
            recorded.entries(),
            keep.isEmpty() ? directory.resolve(name + ".ndjson") : Path.of(keep));
    String keepOut = System.getProperty("out", "");
    Path out = (keepOut.isEmpty() ? directory : Path.of(keepOut)).resolve(name);
    Replay.Result result =
        new Replay(Settings.defaults(), () -> 0, 2)
            .run(
                InputFiles.expand(List.of(file.toString()), InputStream.nullInputStream()),
                out,
                Progress.SILENT);
    List<String> faults = new ArrayList<>();
    if (result.summary().rejected() > 0 || !result.summary().balances()) {
      faults.add("entries are missing: " + result.summary());
    }
    List<Told> told = Told.read(out.resolve("escalations.ndjson"));
    Instant end = Cloud.instant(recorded.entries().getLast().receiveNanos());
    Assessment.Result assessed =
        new Assessment(recorded.truth(), told, sent(recorded.entries()), end).assess();
    faults.addAll(assessed.faults());
    faults.addAll(leaks(out));
    if (keepOut.isEmpty()) {
      Folders.delete(out);
    }
    if (keep.isEmpty()) {
      Files.delete(file);
    }
    assessed.confusion().forEach(each -> CONFUSION.merge(each, 1, Integer::sum));
    opened += assessed.opened();
    openedRight += assessed.openedRight();
    faults.forEach(fault -> WRONG.add(name + ": " + fault));
    assertThat(faults).as("%s, seed %d", scenario.name(), seed).isEmpty();
  }

  @AfterAll
  static void sumUp() {
    if (CONFUSION.isEmpty()) {
      return;
    }
    StringBuilder out = new StringBuilder("\nwhat was → what was told\n");
    CONFUSION.forEach((line, times) -> out.append("%5d  %s%n".formatted(times, line)));
    out.append("right at the opening: %d of %d%n".formatted(openedRight, opened));
    WRONG.forEach(fault -> out.append("  ").append(fault).append('\n'));
    System.out.println(out);
  }

  private static List<String> leaks(Path out) throws IOException {
    List<String> leaks = new ArrayList<>();
    try (Stream<Path> files = Files.list(out)) {
      for (Path file : files.sorted().toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        Town.PLANTED_SECRETS.stream()
            .filter(content::contains)
            .forEach(secret -> leaks.add(secret + " is in " + file.getFileName()));
      }
    }
    return leaks;
  }

  /** When each entry was stamped, by its insert id. */
  private static Map<String, Instant> sent(List<Entry> entries) throws IOException {
    Map<String, Instant> sent = new HashMap<>();
    for (Entry entry : entries) {
      String id = "";
      String timestamp = "";
      try (JsonParser json = JSON.createParser(entry.json())) {
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String field = json.currentName();
          json.nextToken();
          switch (field) {
            case "insertId" -> id = json.getText();
            case "timestamp" -> timestamp = json.getText();
            default -> json.skipChildren();
          }
        }
      }
      sent.put(id, Instant.parse(timestamp));
    }
    return sent;
  }

  private static List<String> bytes(Recorded recorded) {
    return recorded.entries().stream()
        .map(entry -> new String(entry.json(), StandardCharsets.UTF_8))
        .toList();
  }
}
