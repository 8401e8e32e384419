// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import io.fivewhys.contract.PlatformEventHead;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.ProcessorsApp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The same as a windowed aggregate of the Kafka Streams DSL, with its default store (RocksDB) and
 * cache. Reads of each event only the head, and has the settings of Streams that ours has.
 */
final class DslEngine implements WindowsEngine {

  private static final TimeWindows MINUTES =
      TimeWindows.ofSizeAndGrace(Duration.ofMinutes(1), Duration.ofMinutes(5));

  @Override
  public String name() {
    return "dsl";
  }

  @Override
  public String setup() {
    return "windowed aggregate of the Streams DSL, default store and cache, exactly once, reads only the head of an event";
  }

  @Override
  public Job start(String bootstrapServers, Path directory, String id, int threads) {
    Properties properties = ProcessorsApp.properties(bootstrapServers, directory);
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, id);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    LongAdder folded = new LongAdder();
    KafkaStreams streams = new KafkaStreams(topology(folded), properties);
    streams.start();
    return new Job() {
      @Override
      public long folded() {
        return folded.sum();
      }

      @Override
      public void close() {
        streams.close(Duration.ofSeconds(60));
      }
    };
  }

  private static Topology topology(LongAdder folded) {
    ThreadLocal<PlatformEventHead> heads = ThreadLocal.withInitial(PlatformEventHead::new);
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(
            Topics.EVENTS.name(),
            Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                .withName("events")
                .withTimestampExtractor((event, partitionTime) ->
                    head(heads, (byte[]) event.value()).eventTimeNanos / 1_000_000))
        .groupByKey(Grouped.with("by-revision", Serdes.ByteArray(), Serdes.ByteArray()))
        .windowedBy(MINUTES)
        .aggregate(
            MinuteCounts::new,
            (key, event, counts) -> {
              counts.fold(head(heads, event));
              folded.increment();
              return counts;
            },
            Named.as("count"),
            Materialized.<byte[], MinuteCounts, WindowStore<Bytes, byte[]>>as("minutes")
                .withKeySerde(Serdes.ByteArray())
                .withValueSerde(MinuteCounts.serde()))
        .toStream(Named.as("changes"))
        .map(
            (key, counts) ->
                KeyValue.pair(
                    key.key(),
                    Topics.SERVICE_MINUTES
                        .codec()
                        .encode(
                            counts.toMinute(
                                new String(key.key(), StandardCharsets.UTF_8),
                                key.window().start()))),
            Named.as("encode"))
        .to(
            Topics.SERVICE_MINUTES.name(),
            Produced.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("service-minutes"));
    return builder.build();
  }

  private static PlatformEventHead head(ThreadLocal<PlatformEventHead> heads, byte[] event) {
    PlatformEventHead head = heads.get();
    head.read(event);
    return head;
  }
}
