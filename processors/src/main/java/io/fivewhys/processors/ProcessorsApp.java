// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors;

import io.fivewhys.contract.KafkaConnection;
import io.fivewhys.contract.KafkaMetrics;
import io.fivewhys.contract.Metrics;
import io.fivewhys.contract.Service;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topic;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.objectives.ConfigurationFile;
import io.fivewhys.processors.windows.WindowCounts;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processors as a program: the pipeline on Kafka Streams, exactly once. An outage of the
 * brokers it waits out; a fault of ours stops it, so that it does not become a crash loop that
 * nobody sees.
 */
public final class ProcessorsApp implements Service, MeterBinder {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessorsApp.class);

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(25);

  /** Before a stream thread that an outage ended is replaced. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final WindowCounts counts = new WindowCounts();
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final KafkaStreams streams;
  private final GroupMembershipOperation onClose;
  private volatile String setback = "";

  /** As a service, with everything that the settings say. */
  public ProcessorsApp(Settings settings, Configuration configuration) {
    this(pipeline(settings, configuration), properties(settings));
  }

  /**
   * With the configuration that the settings name.
   *
   * @param stateDirectory where Streams keeps its lock and checkpoints
   * @param overrides of Kafka's own settings, by their names
   */
  public ProcessorsApp(
      String bootstrapServers, Path stateDirectory, Settings settings, Properties overrides) {
    this(
        bootstrapServers, stateDirectory, settings, ConfigurationFile.namedBy(settings), overrides);
  }

  /** As the other, with a configuration at hand. */
  public ProcessorsApp(
      String bootstrapServers,
      Path stateDirectory,
      Settings settings,
      Configuration configuration,
      Properties overrides) {
    this(bootstrapServers, stateDirectory, pipeline(settings, configuration), overrides);
  }

  /**
   * @param topology what to run, counting into what it is given
   */
  public ProcessorsApp(
      String bootstrapServers,
      Path stateDirectory,
      Function<WindowCounts, Topology> topology,
      Properties overrides) {
    this(topology, with(properties(bootstrapServers, stateDirectory), overrides));
  }

  private ProcessorsApp(Function<WindowCounts, Topology> topology, Properties properties) {
    // One that keeps its name comes back; the partitions of any other are free at once.
    onClose =
        properties.containsKey(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG)
            ? GroupMembershipOperation.REMAIN_IN_GROUP
            : GroupMembershipOperation.LEAVE_GROUP;
    streams = new KafkaStreams(topology.apply(counts), properties, new KafkaClients());
    streams.setUncaughtExceptionHandler(this::threadEnded);
    streams.setStateListener((now, before) -> {
      if (now == KafkaStreams.State.RUNNING) {
        setback = "";
      }
    });
  }

  private static Function<WindowCounts, Topology> pipeline(
      Settings settings, Configuration configuration) {
    return counts ->
        PipelineTopology.build(settings, configuration, PipelineTopology.State.DURABLE, counts);
  }

  /** Settings of Streams that the guarantees rest on. */
  public static Properties properties(String bootstrapServers, Path stateDirectory) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "fivewhys-processors");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    // Each commit saves every minute that changed: once a second costs little and delays the sinks
    // no further.
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
    // The partitions of a process that died move over within seconds.
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 3_000);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    return properties;
  }

  private static Properties properties(Settings settings) {
    Properties properties =
        properties(settings.get(Settings.KAFKA_BOOTSTRAP), stateDirectory(settings));
    properties.put(
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
        settings.get(Settings.PROCESSORS_COMMIT_INTERVAL).toMillis());
    properties.put(
        StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.get(Settings.PROCESSORS_THREADS));
    properties.put(
        StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG,
        settings.get(Settings.PROCESSORS_STANDBY_REPLICAS));
    int replication = settings.get(Settings.KAFKA_REPLICATION);
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replication == 0 ? -1 : replication);
    String instance = settings.get(Settings.PROCESSORS_INSTANCE_ID);
    if (!instance.isEmpty()) {
      properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
    }
    // An outage of the brokers lasts as long as it lasts.
    properties.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, Duration.ofHours(1).toMillis());
    return with(properties, KafkaConnection.properties(settings));
  }

  private static Path stateDirectory(Settings settings) {
    String named = settings.get(Settings.PROCESSORS_STATE_DIR);
    return named.isEmpty()
        ? Path.of(System.getProperty("java.io.tmpdir"), "fivewhys-processors")
        : Path.of(named);
  }

  private static Properties with(Properties properties, Map<?, ?> overrides) {
    properties.putAll(overrides);
    return properties;
  }

  @Override
  public void start() {
    streams.start();
  }

  @Override
  public CompletableFuture<@Nullable Void> done() {
    return done;
  }

  @Override
  public List<String> unready() {
    List<String> reasons = new ArrayList<>();
    KafkaStreams.State state = streams.state();
    if (state != KafkaStreams.State.RUNNING) {
      reasons.add("The processors are not running: Kafka Streams is " + state + ".");
    } else if (!KafkaMetrics.connected(streams.metrics())) {
      reasons.add("The processors have no connection to Kafka.");
    }
    String because = setback;
    if (!because.isEmpty()) {
      reasons.add("A stream thread of the processors is being replaced: " + because + ".");
    }
    return reasons;
  }

  public WindowCounts counts() {
    return counts;
  }

  public KafkaStreams.State state() {
    return streams.state();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Metrics.WINDOWS_EVENTS.bind(registry, "counted", counts.counted::sum);
    Metrics.WINDOWS_EVENTS.bind(registry, "duplicate", counts.duplicates::sum);
    Metrics.WINDOWS_EVENTS.bind(registry, "late", counts.late::sum);
    Metrics.WINDOWS_EVENTS.bind(registry, "undecodable", counts.undecodable::sum);
    Metrics.WINDOWS_READ.bind(registry, counts::read);
    Metrics.WINDOWS_CLOSED.bind(registry, counts.closedMinutes::sum);
    Metrics.WINDOWS_OPEN.bind(registry, counts.openMinutes::sum);
    Metrics.WINDOWS_BEHIND.bind(registry, this::behindSeconds);
    for (Topic<?> topic : List.of(Topics.EVENTS, Topics.OBSERVATIONS)) {
      Metrics.LAG.bind(
          registry, topic.name(), () -> KafkaMetrics.lag(streams.metrics(), topic.name()));
    }
    new KafkaStreamsMetrics(streams).bindTo(registry);
  }

  /** Not a number before the first event. */
  private double behindSeconds() {
    long reached = counts.reachedNanos.get();
    return reached == 0 ? Double.NaN : System.currentTimeMillis() / 1e3 - reached / 1e9;
  }

  private StreamThreadExceptionResponse threadEnded(Throwable failure) {
    if (KafkaFailures.fromOutside(failure)) {
      setback = String.valueOf(failure.getMessage());
      LOG.warn("A stream thread is replaced, as Kafka failed it", failure);
      pause();
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    LOG.error("The processors stop", failure);
    done.completeExceptionally(failure);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  /** What failed a thread at once would fail the next one at once. */
  private void pause() {
    try {
      closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    streams.close(CloseOptions.groupMembershipOperation(onClose).withTimeout(CLOSE_WITHIN));
    done.complete(null);
  }
}
