// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every setting once, and one set of values for them. Immutable. */
public final class Settings {

  static final String ENVIRONMENT_PREFIX = "FIVEWHYS_";

  public static final Setting<String> CONFIG =
      Setting.text(
          "config",
          "",
          "fivewhys.yaml of programs that take no --config; named in the environment");
  public static final Setting<Integer> ENTRY_BYTES =
      Setting.number(
          "ingest.entry_bytes",
          1 << 20,
          1 << 10,
          1 << 24,
          "Longest log entry taken, bytes; longer ones are rejected");
  public static final Setting<Integer> ENTRY_DEPTH =
      Setting.number(
          "ingest.entry_depth",
          100,
          10,
          1_000,
          "Deepest nesting of a log entry; deeper ones are rejected");
  public static final Setting<String> ENV_SALT =
      Setting.text(
          "ingest.env_salt",
          "fivewhys",
          "Salt of the hashes that stand for values of environment variables; keep it secret, and the same over time");
  public static final Setting<String> METRICS_PROJECT =
      Setting.text(
          "ingest.metrics_project",
          "",
          "Project whose connectors, databases and services ingest asks Cloud Monitoring about each minute; none without");
  public static final Setting<String> LOGGING_ENDPOINT =
      Setting.text(
          "logging.endpoint",
          "",
          "host:port of a local server of the Logging API, without encryption and credentials; Google's without");
  public static final Setting<String> MONITORING_ENDPOINT =
      Setting.text("monitoring.endpoint", "", "The same of the Monitoring API");
  public static final Setting<Duration> DEDUP_HORIZON =
      Setting.duration(
          "windows.dedup_horizon",
          "15m",
          Duration.ZERO,
          Duration.ofDays(1),
          "How far behind event time a repeated entry is still recognised");
  public static final Setting<Integer> DEDUP_ENTRIES =
      Setting.number(
          "windows.dedup_entries",
          8_000_000,
          1_000,
          500_000_000,
          "Entries remembered for that, in one partition and project; past it the horizon shrinks. About 24 bytes of heap each");
  public static final Setting<Duration> GRACE =
      Setting.duration(
          "windows.grace",
          "5m",
          Duration.ZERO,
          Duration.ofDays(1),
          "How long after its end a minute waits for late entries, in event time");
  public static final Setting<Duration> IDLE =
      Setting.duration(
          "windows.idle",
          "5m",
          Duration.ofSeconds(1),
          Duration.ofDays(1),
          "How long a project may be silent, on the system clock, before all its minutes close");
  public static final Setting<Duration> TICK =
      Setting.duration(
          "windows.tick",
          "10s",
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          "How often open minutes are published, in event time");
  public static final Setting<Integer> MAX_SIGNATURES =
      Setting.number(
          "windows.max_signatures",
          100,
          1,
          500,
          "Error signatures told apart in one minute of one revision; the rest count as \"other\"");
  public static final Setting<Integer> MAX_INSTANCES =
      Setting.number(
          "windows.max_instances",
          10_000,
          1,
          20_000,
          "Instances told apart in one minute of one revision");
  public static final Setting<Integer> MAX_TARGETS =
      Setting.number(
          "windows.max_targets",
          50,
          1,
          500,
          "Targets of signals told apart in one minute of one component, those with the most kept; the rest count as \"other\"");

  public static final Setting<Duration> SERIES_HORIZON =
      Setting.duration(
          "windows.series_horizon",
          "7d",
          Duration.ofHours(1),
          Duration.ofDays(365),
          "How long a silent revision is remembered, in event time");

  public static final Setting<Duration> CONTROL_BEFORE =
      Setting.duration(
          "revisions.before",
          "1h",
          Duration.ofMinutes(5),
          Duration.ofHours(6),
          "How far before a revision's first traffic the old one's minutes are its control");
  public static final Setting<Duration> FINAL_AFTER =
      Setting.duration(
          "revisions.final_after",
          "1h",
          Duration.ofMinutes(5),
          Duration.ofHours(6),
          "How long after first traffic, or without any after the deploy, a verdict is revised; then it is final");
  public static final Setting<Double> ALPHA =
      Setting.decimal(
          "revisions.alpha",
          0.01,
          0.0001,
          0.2,
          "Share of deploys without effect that may be called REGRESSION, all looks together");
  public static final Setting<Double> MIN_EFFECT =
      Setting.decimal(
          "revisions.min_effect",
          0.01,
          0.0001,
          0.5,
          "Smallest rise of an error rate that matters; so does only what doubles it at least");
  public static final Setting<Double> MIN_SLOWDOWN =
      Setting.decimal(
          "revisions.min_slowdown",
          1.5,
          1.05,
          100,
          "Smallest factor between latency percentiles that matters");
  public static final Setting<Integer> REVISIONS_KEPT =
      Setting.number(
          "revisions.kept",
          200,
          10,
          10_000,
          "Revisions of one service remembered with their specs, the latest");

  public static final List<Setting<?>> ALL =
      List.of(
          CONFIG,
          ENTRY_BYTES,
          ENTRY_DEPTH,
          ENV_SALT,
          METRICS_PROJECT,
          LOGGING_ENDPOINT,
          MONITORING_ENDPOINT,
          DEDUP_HORIZON,
          DEDUP_ENTRIES,
          GRACE,
          IDLE,
          TICK,
          MAX_SIGNATURES,
          MAX_INSTANCES,
          MAX_TARGETS,
          SERIES_HORIZON,
          CONTROL_BEFORE,
          FINAL_AFTER,
          ALPHA,
          MIN_EFFECT,
          MIN_SLOWDOWN,
          REVISIONS_KEPT);

  private final Map<Setting<?>, Object> values;

  private Settings(Map<Setting<?>, Object> values) {
    this.values = Map.copyOf(values);
  }

  public static Settings defaults() {
    return of(Map.of());
  }

  /**
   * @param texts value by key; what is not named has its default
   * @throws InvalidSettingsException listing every unknown key and every bad value
   */
  public static Settings of(Map<String, String> texts) {
    Map<String, String> remaining = new TreeMap<>(texts);
    Map<Setting<?>, Object> values = new HashMap<>();
    List<String> faults = new ArrayList<>();
    for (Setting<?> setting : ALL) {
      String text = remaining.remove(setting.key());
      try {
        values.put(setting, text == null ? setting.defaultValue() : setting.parser().apply(text));
      } catch (IllegalArgumentException e) {
        faults.add(setting.key() + ": " + e.getMessage() + ", got '" + text + "'");
      }
    }
    remaining.keySet().forEach(key -> faults.add(key + ": no such setting"));
    if (!faults.isEmpty()) {
      throw new InvalidSettingsException(faults);
    }
    return new Settings(values);
  }

  /**
   * The settings among environment variables, by key. A variable with our prefix that names no
   * setting is kept under its own name, so that {@link #of} reports it.
   */
  public static Map<String, String> fromEnvironment(Map<String, String> environment) {
    Map<String, String> byKey = new TreeMap<>();
    environment.forEach((name, value) -> {
      if (name.startsWith(ENVIRONMENT_PREFIX)) {
        byKey.put(
            ALL.stream()
                .filter(s -> s.environment().equals(name))
                .findFirst()
                .map(Setting::key)
                .orElse(name),
            value);
      }
    });
    return byKey;
  }

  @SuppressWarnings("unchecked")
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting);
    if (value == null) {
      throw new IllegalArgumentException(setting.key() + " is not in Settings.ALL");
    }
    return (T) value;
  }

  /** What is wrong with the settings, all of it. */
  public static final class InvalidSettingsException extends RuntimeException {
    private final transient List<String> faults;

    InvalidSettingsException(List<String> faults) {
      super("invalid settings:\n  " + String.join("\n  ", faults));
      this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
      return faults;
    }
  }
}
