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

  public static final Setting<Integer> CAPACITY_POOL_SIZE =
      Setting.number(
          "capacity.pool_size",
          10,
          1,
          10_000,
          "Connections of one instance to each of its databases where no variable says how many; 10 is what HikariCP and node-postgres take");
  public static final Setting<Duration> CAPACITY_HORIZON =
      Setting.duration(
          "capacity.horizon",
          "30d",
          Duration.ofDays(1),
          Duration.ofDays(365),
          "How long limits of a silent service, database or connector are remembered, in event time");
  public static final Setting<String> KAFKA_BOOTSTRAP =
      Setting.text("kafka.bootstrap", "", "Kafka brokers, host:port, comma between them");
  public static final Setting<String> KAFKA_SECURITY =
      Setting.choice(
          "kafka.security",
          List.of("plaintext", "tls", "oauth"),
          "How brokers are spoken to: oauth is TLS with Google's application-default credentials, for Managed Kafka");
  public static final Setting<String> KAFKA_TLS_TRUSTSTORE =
      Setting.text(
          "kafka.tls_truststore",
          "",
          "File (PKCS12, JKS or PEM) of the authorities that brokers' certificates are trusted from; empty: the JVM's");
  public static final Setting<String> KAFKA_TLS_TRUSTSTORE_PASSWORD =
      Setting.text("kafka.tls_truststore_password", "", "Its password; better in the environment");
  public static final Setting<String> KAFKA_TLS_KEYSTORE =
      Setting.text(
          "kafka.tls_keystore",
          "",
          "File (PKCS12, JKS or PEM) with the certificate that brokers know us by; empty: none");
  public static final Setting<String> KAFKA_TLS_KEYSTORE_PASSWORD =
      Setting.text("kafka.tls_keystore_password", "", "Its password; better in the environment");
  public static final Setting<String> KAFKA_PROPERTIES =
      Setting.text(
          "kafka.properties",
          "",
          "File of more properties for Kafka's clients, as its own tools take with --command-config; they come before ours");
  public static final Setting<Boolean> KAFKA_CREATE_TOPICS =
      Setting.flag(
          "kafka.create_topics",
          true,
          "Whether a service that starts creates topics that are not there");
  public static final Setting<Integer> KAFKA_PARTITIONS =
      Setting.number("kafka.partitions", 12, 1, 10_000, "Partitions of the topics it creates");
  public static final Setting<Integer> KAFKA_REPLICATION =
      Setting.number(
          "kafka.replication",
          0,
          0,
          20,
          "Replicas of the topics it creates; 0: as many as the brokers' default says");
  public static final Setting<String> PUBSUB_ENDPOINT =
      Setting.pattern(
          "pubsub.endpoint",
          "(\\S+:\\d{1,5})?",
          "host:port",
          "Of a local Pub/Sub server, without TLS and credentials; empty: Google's");
  public static final Setting<String> INGEST_SUBSCRIPTION =
      Setting.pattern(
          "ingest.subscription",
          "(projects/[^/\\s]+/subscriptions/[^/\\s]+)?",
          "projects/P/subscriptions/S",
          "Pub/Sub subscription that log entries are read from");
  public static final Setting<Integer> INGEST_OUTSTANDING_MESSAGES =
      Setting.number(
          "ingest.outstanding_messages",
          20_000,
          1,
          1_000_000,
          "Messages of Pub/Sub in hand at a time");
  public static final Setting<Integer> INGEST_OUTSTANDING_BYTES =
      Setting.number(
          "ingest.outstanding_bytes",
          1 << 26,
          1 << 20,
          1 << 29,
          "Bytes of Pub/Sub's messages in hand at a time");
  public static final Setting<Duration> INGEST_HOLD =
      Setting.duration(
          "ingest.hold",
          "500ms",
          Duration.ZERO,
          Duration.ofMinutes(1),
          "How long live entries are held back to bring them into the order of their time");
  public static final Setting<Duration> INGEST_LEASE =
      Setting.duration(
          "ingest.lease",
          "10s",
          Duration.ofSeconds(10),
          Duration.ofMinutes(10),
          "For how long at a time messages of Pub/Sub are taken; longer, as long as the process lives");
  public static final Setting<Duration> INGEST_TAKEOVER =
      Setting.duration(
          "ingest.takeover",
          "12s",
          Duration.ZERO,
          Duration.ofMinutes(10),
          "How long a process that starts leaves those that another took to come back, so that they come first; a little more than the lease");
  public static final Setting<Integer> PROCESSORS_THREADS =
      Setting.number("processors.threads", 1, 1, 256, "Stream threads of one process");
  public static final Setting<Integer> PROCESSORS_STANDBY_REPLICAS =
      Setting.number(
          "processors.standby_replicas",
          0,
          0,
          5,
          "Copies of each partition's state kept warm on other processes, so that a takeover is quick");
  public static final Setting<String> PROCESSORS_INSTANCE_ID =
      Setting.text(
          "processors.instance_id",
          "",
          "Name of this process among its like, the same after a restart: a quick one moves no partitions; empty: none");
  public static final Setting<String> PROCESSORS_STATE_DIR =
      Setting.text(
          "processors.state_dir",
          "",
          "Folder for Streams' lock and checkpoints; empty: fivewhys-processors among the system's temporary files");
  public static final Setting<Duration> PROCESSORS_COMMIT_INTERVAL =
      Setting.duration(
          "processors.commit_interval",
          "200ms",
          Duration.ofMillis(10),
          Duration.ofMinutes(1),
          "How often what was made of events is committed, and so seen; each commit saves every minute that changed");
  public static final Setting<String> SINKS_INSTANCE_ID =
      Setting.text("sinks.instance_id", "", "As processors.instance_id, of the sinks");
  public static final Setting<String> ESCALATIONS_TOPIC =
      Setting.pattern(
          "escalations.topic",
          "(projects/[^/\\s]+/topics/[^/\\s]+)?",
          "projects/P/topics/T",
          "Pub/Sub topic that sinks publish escalations to; empty: none");
  public static final Setting<String> WAREHOUSE_FILE =
      Setting.text("warehouse.file", "", "DuckDB file that sinks write; or warehouse.dataset");
  public static final Setting<String> WAREHOUSE_DATASET =
      Setting.pattern(
          "warehouse.dataset",
          "([^.\\s]+\\.[A-Za-z0-9_]+)?",
          "PROJECT.DATASET",
          "BigQuery dataset that sinks write, with the environment's credentials");
  public static final Setting<String> WAREHOUSE_LOCATION =
      Setting.text("warehouse.location", "", "Where that dataset is, such as europe-west1 or EU");
  public static final Setting<Integer> WAREHOUSE_BATCH_BYTES =
      Setting.number(
          "warehouse.batch_bytes",
          8_000_000,
          10_000,
          100_000_000,
          "Messages that sinks gather before their rows are written and committed, bytes; bounds what a sink holds");
  public static final Setting<Duration> WAREHOUSE_BATCH_WAIT =
      Setting.duration(
          "warehouse.batch_wait",
          "1s",
          Duration.ZERO,
          Duration.ofMinutes(1),
          "How long the first of them waits for others; longer writes are fewer and larger");
  public static final Setting<Duration> WAREHOUSE_KEEP =
      Setting.duration(
          "warehouse.keep",
          "400d",
          Duration.ofDays(7),
          Duration.ofDays(3_650),
          "How long BigQuery keeps what is counted by the minute; deploys and incidents stay");
  public static final Setting<String> WAREHOUSE_ENDPOINT =
      Setting.pattern(
          "warehouse.endpoint",
          "(https?://\\S+)?",
          "http://host:port",
          "Of a local server of BigQuery's API, such as an emulator in tests, without credentials; empty: Google's");
  public static final Setting<String> WAREHOUSE_WRITE_ENDPOINT =
      Setting.pattern(
          "warehouse.write_endpoint",
          "([^\\s/]+:\\d{1,5})?",
          "host:port",
          "Of a local server of the Storage Write API, without TLS and credentials; empty: Google's");
  public static final Setting<Integer> REPORT_PORT =
      Setting.number(
          "report.port",
          0,
          0,
          65_535,
          "Where sinks show the live page, over warehouse.file or warehouse.dataset; 0: nowhere");
  public static final Setting<String> REPORT_HOST =
      Setting.text(
          "report.host",
          "127.0.0.1",
          "Address of that page; one that others can reach needs report.token or report.identity_header");
  public static final Setting<String> REPORT_NAMES =
      Setting.pattern(
          "report.names",
          "([A-Za-z0-9.-]+( *, *[A-Za-z0-9.-]+)*)?",
          "host names, comma between them",
          "Under which a proxy before the page is reached; requests that name another are refused");
  public static final Setting<String> REPORT_TOKEN =
      Setting.text(
          "report.token",
          "",
          "Who knows it may read the page, by /?token=… once or Authorization: Bearer; 16 characters or more, better in the environment");
  public static final Setting<String> REPORT_IDENTITY_HEADER =
      Setting.pattern(
          "report.identity_header",
          "[A-Za-z0-9-]*",
          "name of a header",
          "That a proxy sets for those it knows, such as x-goog-authenticated-user-email; only where nobody gets past the proxy");
  public static final Setting<Long> REPORT_MOST_BYTES =
      Setting.size(
          "report.most_bytes",
          "10GiB",
          "10MiB",
          "100TiB",
          "That one query of the report over warehouse.dataset may read; one that would read more is refused and costs nothing");
  public static final Setting<Duration> REPORT_REACH =
      Setting.duration(
          "report.reach",
          "90d",
          Duration.ofDays(1),
          Duration.ofDays(3_650),
          "How far back the report over warehouse.dataset looks; what is older is not read, and so not paid");
  public static final Setting<String> SERVICE_HOST =
      Setting.text(
          "service.host",
          "127.0.0.1",
          "Address on which a service answers /healthz, /readyz and /metrics; 0.0.0.0: on all");
  public static final Setting<Integer> SERVICE_PORT =
      Setting.number("service.port", 9090, 0, 65_535, "Port of that; 0 takes a free one");
  public static final Setting<String> SERVICE_LOG_FORMAT =
      Setting.choice(
          "service.log_format",
          List.of("json", "text"),
          "Of what a service logs to stderr: json as Cloud Logging understands it");

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
          REVISIONS_KEPT,
          CAPACITY_POOL_SIZE,
          CAPACITY_HORIZON,
          KAFKA_BOOTSTRAP,
          KAFKA_SECURITY,
          KAFKA_TLS_TRUSTSTORE,
          KAFKA_TLS_TRUSTSTORE_PASSWORD,
          KAFKA_TLS_KEYSTORE,
          KAFKA_TLS_KEYSTORE_PASSWORD,
          KAFKA_PROPERTIES,
          KAFKA_CREATE_TOPICS,
          KAFKA_PARTITIONS,
          KAFKA_REPLICATION,
          PUBSUB_ENDPOINT,
          INGEST_SUBSCRIPTION,
          INGEST_OUTSTANDING_MESSAGES,
          INGEST_OUTSTANDING_BYTES,
          INGEST_HOLD,
          INGEST_LEASE,
          INGEST_TAKEOVER,
          PROCESSORS_THREADS,
          PROCESSORS_STANDBY_REPLICAS,
          PROCESSORS_INSTANCE_ID,
          PROCESSORS_STATE_DIR,
          PROCESSORS_COMMIT_INTERVAL,
          SINKS_INSTANCE_ID,
          ESCALATIONS_TOPIC,
          WAREHOUSE_FILE,
          WAREHOUSE_DATASET,
          WAREHOUSE_LOCATION,
          WAREHOUSE_BATCH_BYTES,
          WAREHOUSE_BATCH_WAIT,
          WAREHOUSE_KEEP,
          WAREHOUSE_ENDPOINT,
          WAREHOUSE_WRITE_ENDPOINT,
          REPORT_PORT,
          REPORT_HOST,
          REPORT_NAMES,
          REPORT_TOKEN,
          REPORT_IDENTITY_HEADER,
          REPORT_MOST_BYTES,
          REPORT_REACH,
          SERVICE_HOST,
          SERVICE_PORT,
          SERVICE_LOG_FORMAT);

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

  /**
   * These, but for some.
   *
   * @param texts value by key
   * @throws InvalidSettingsException as {@link #of}
   */
  public Settings with(Map<String, String> texts) {
    Map<Setting<?>, Object> changed = new HashMap<>(values);
    Settings others = of(texts);
    ALL.stream()
        .filter(setting -> texts.containsKey(setting.key()))
        .forEach(setting -> changed.put(setting, others.get(setting)));
    return new Settings(changed);
  }

  @SuppressWarnings("unchecked")
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting);
    if (value == null) {
      throw new IllegalArgumentException(setting.key() + " is not in Settings.ALL");
    }
    return (T) value;
  }

  /**
   * @param required settings of text without which the caller cannot work
   * @throws InvalidSettingsException listing those that are empty
   */
  public void require(List<Setting<String>> required) {
    List<String> faults =
        required.stream()
            .filter(setting -> get(setting).isEmpty())
            .map(setting -> setting.key() + ": required: " + setting.doc())
            .toList();
    if (!faults.isEmpty()) {
      throw new InvalidSettingsException(faults);
    }
  }

  /** What is wrong with the settings, all of it. */
  public static final class InvalidSettingsException extends RuntimeException {
    private final transient List<String> faults;

    public InvalidSettingsException(List<String> faults) {
      super("invalid settings:\n  " + String.join("\n  ", faults));
      this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
      return faults;
    }
  }
}
