// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors;

import io.fivewhys.contract.Settings;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.objectives.ConfigurationFile;
import io.fivewhys.processors.windows.WindowCounts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/** The processors as a program: the pipeline on Kafka Streams, exactly once. */
public final class ProcessorsApp implements AutoCloseable {

  private final WindowCounts counts = new WindowCounts();
  private final KafkaStreams streams;

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
    this(
        bootstrapServers,
        stateDirectory,
        counts ->
            PipelineTopology.build(settings, configuration, PipelineTopology.State.DURABLE, counts),
        overrides);
  }

  /**
   * @param topology what to run, counting into what it is given
   */
  public ProcessorsApp(
      String bootstrapServers,
      Path stateDirectory,
      Function<WindowCounts, Topology> topology,
      Properties overrides) {
    Properties properties = properties(bootstrapServers, stateDirectory);
    properties.putAll(overrides);
    this.streams = new KafkaStreams(topology.apply(counts), properties, new KafkaClients());
    // A fault of ours must not turn into a crash loop that nobody sees: stop, and let the
    // supervisor restart.
    streams.setUncaughtExceptionHandler(error -> StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
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
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    return properties;
  }

  public void start() {
    streams.start();
  }

  public WindowCounts counts() {
    return counts;
  }

  public KafkaStreams.State state() {
    return streams.state();
  }

  @Override
  public void close() {
    streams.close(Duration.ofSeconds(30));
  }
}
