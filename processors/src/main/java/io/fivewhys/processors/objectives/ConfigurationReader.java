// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

import io.fivewhys.contract.Setting;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Settings.InvalidSettingsException;
import io.fivewhys.processors.objectives.Configuration.Expectation;
import io.fivewhys.processors.objectives.Configuration.IncidentRules;
import io.fivewhys.processors.objectives.Configuration.Maintenance;
import io.fivewhys.processors.objectives.Configuration.Silence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The sections of the file as a whole, and what must fit between their items. */
final class ConfigurationReader {

  private static final int MAX_CHECKPOINTS = 20;
  private static final int MAX_SETTINGS_DEPTH = 5;

  /** All but the one that names the file. */
  private static final List<String> SETTINGS =
      Settings.ALL.stream()
          .filter(setting -> setting != Settings.CONFIG)
          .map(Setting::key)
          .toList();

  private final Section file;
  private final Faults faults;

  ConfigurationReader(Field root, Faults faults) {
    this.file = new Section(root, Vocabulary.FILE);
    this.faults = faults;
  }

  Configuration configuration() {
    return new Configuration(objectives(), silences(), maintenances(), expectations(), incidents());
  }

  /** Those of the file, after the defaults that none of them replaces altogether. */
  private List<Objective> objectives() {
    List<Objective> own = new ArrayList<>();
    Map<String, Field> names = new HashMap<>();
    Map<List<Object>, Field> meanings = new HashMap<>();
    for (Field field : file.items("objectives")) {
      Objective objective = ObjectiveReader.read(field);
      if (objective != null) {
        own.add(objective);
        checkOnce(field, names.putIfAbsent(objective.name(), field), "has the name of ");
        checkOnce(field, meanings.putIfAbsent(meaning(objective), field), "measures the same as ");
      }
    }
    List<Objective> kept =
        Configuration.DEFAULTS.objectives().stream()
            .filter(byDefault -> own.stream().noneMatch(one -> replaces(one, byDefault)))
            .toList();
    for (Objective byDefault : kept) {
      Field clash = names.get(byDefault.name());
      if (clash != null) {
        clash.fault(
            "'%s' is the name of the default for all other services: choose another"
                .formatted(byDefault.name()));
      }
    }
    return Stream.concat(kept.stream(), own.stream()).toList();
  }

  private static void checkOnce(Field field, @Nullable Field earlier, String how) {
    if (earlier != null) {
      field.fault(how + earlier.path() + ": change or remove one");
    }
  }

  /** Two objectives with the same have one too many; journeys differ by their names. */
  private static List<Object> meaning(Objective objective) {
    return List.of(
        objective.scope(),
        objective.indicator() instanceof Indicator.Journey
            ? objective.name()
            : objective.indicator());
  }

  private static boolean replaces(Objective own, Objective byDefault) {
    return own.indicator().equals(byDefault.indicator()) && own.scope().equals(byDefault.scope());
  }

  private List<Silence> silences() {
    return pauses("silences").map(p -> new Silence(p.scope, p.from, p.to, p.reason)).toList();
  }

  private List<Maintenance> maintenances() {
    return pauses("maintenance")
        .map(p -> new Maintenance(p.scope, p.from, p.to, p.reason))
        .toList();
  }

  private record Pause(Scope scope, Instant from, Instant to, String reason) {}

  private Stream<Pause> pauses(String key) {
    return file.items(key).stream().map(ConfigurationReader::pause);
  }

  private static Pause pause(Field field) {
    Section section = new Section(field, Vocabulary.PAUSE);
    Instant from = section.required("from", Values::instant, Instant.MIN);
    Instant to = section.required("to", Values::instant, Instant.MAX);
    if (!from.isBefore(to)) {
      section.fault("ends before it begins: 'to' must be after 'from'");
    }
    return new Pause(section.scope(), from, to, section.required("reason", Values::reason, ""));
  }

  private List<Expectation> expectations() {
    return file.items("expect").stream()
        .map(field -> new Section(field, Vocabulary.EXPECTATION))
        .map(section ->
            new Expectation(
                section.scope(),
                section.required("source", Values::source, ""),
                section.required(
                    "within",
                    Values.between(Duration.ofMinutes(1), Duration.ofDays(7), "1 min to 7 d"),
                    Duration.ZERO)))
        .toList();
  }

  private IncidentRules incidents() {
    Field field = file.get("incidents");
    if (field == null) {
      return IncidentRules.DEFAULTS;
    }
    Section section = new Section(field, Vocabulary.INCIDENTS);
    return new IncidentRules(
        section.optional(
            "quiet",
            Values.between(Duration.ofMinutes(1), Duration.ofDays(1), "1 min to 1 d"),
            IncidentRules.DEFAULTS.quiet()),
        section.optional(
            "reopen",
            Values.between(Duration.ofMinutes(1), Duration.ofDays(7), "1 min to 7 d"),
            IncidentRules.DEFAULTS.reopen()),
        section.has("checkpoints") ? checkpoints(section) : IncidentRules.DEFAULTS.checkpoints());
  }

  private static List<Duration> checkpoints(Section section) {
    List<Duration> ages = new ArrayList<>();
    for (Field item : section.items("checkpoints")) {
      Duration age = item.read(Values::duration, Duration.ZERO);
      boolean rises =
          ages.isEmpty() || age.isZero() || age.compareTo(ages.get(ages.size() - 1)) > 0;
      if (!rises || ages.size() == MAX_CHECKPOINTS) {
        item.fault("list up to %d ages, each greater than the last".formatted(MAX_CHECKPOINTS));
      }
      ages.add(age);
    }
    return List.copyOf(ages);
  }

  /** Keys as the settings are named, however they are nested; each checked. */
  Map<String, String> settings() {
    Map<String, Field> fields = new TreeMap<>();
    Field settings = file.get("settings");
    if (settings != null && !settings.isNothing()) {
      if (settings.node() instanceof MappingNode mapping) {
        flatten("", mapping, MAX_SETTINGS_DEPTH, fields);
      } else {
        settings.fault("expected settings by their keys");
      }
    }
    Map<String, String> texts = new TreeMap<>();
    fields.forEach((key, field) -> {
      if (SETTINGS.contains(key)) {
        String text = field.read(value -> value, "");
        texts.put(key, text);
        check(key, text, field);
      } else {
        field.fault(Vocabulary.unknown(key, SETTINGS));
      }
    });
    return texts;
  }

  private static void check(String key, String text, Field field) {
    try {
      Settings.of(Map.of(key, text));
    } catch (InvalidSettingsException e) {
      e.faults()
          .forEach(fault -> field.faults().add("settings", field.node().getStartMark(), fault));
    }
  }

  private void flatten(String prefix, MappingNode node, int depth, Map<String, Field> fields) {
    for (NodeTuple member : node.getValue()) {
      String key =
          prefix + (member.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?");
      Field field = new Field("settings." + key, member.getValueNode(), faults);
      if (member.getValueNode() instanceof MappingNode nested && depth > 0) {
        flatten(key + '.', nested, depth - 1, fields);
      } else if (fields.put(key, field) != null) {
        field.fault("stands here twice: remove one");
      }
    }
  }
}
