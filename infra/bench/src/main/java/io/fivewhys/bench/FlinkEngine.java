// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import io.fivewhys.contract.PlatformEventHead;
import io.fivewhys.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.WindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The same as a Flink job on a cluster inside this JVM: windows over event time with state on the
 * heap, a checkpoint each second, objects reused, a hand-written encoding between source and
 * windows, of each event only the head read, and results written at least once, which is cheaper
 * than once.
 */
final class FlinkEngine implements WindowsEngine {

  /**
   * Of the one job that runs: its functions are made by Flink from bytes and share no object with
   * us.
   */
  private static final LongAdder FOLDED = new LongAdder();

  @Override
  public String name() {
    return "flink";
  }

  @Override
  public String setup() {
    return "event-time windows, state on the heap, checkpoint each second, objects reused, results at least once, reads only the head of an event";
  }

  @Override
  public Job start(String bootstrapServers, Path directory, String id, int threads)
      throws Exception {
    FOLDED.reset();
    Configuration configuration = new Configuration();
    configuration.setString("state.backend.type", "hashmap");
    configuration.setString("execution.checkpointing.dir", directory.toUri().toString());
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(threads, configuration);
    environment.getConfig().enableObjectReuse();
    environment.enableCheckpointing(1_000, CheckpointingMode.EXACTLY_ONCE);
    environment
        .fromSource(
            source(bootstrapServers, id),
            WatermarkStrategy.<FlinkRequest>forBoundedOutOfOrderness(Duration.ofMinutes(5))
                .withTimestampAssigner((request, appended) -> request.eventMillis),
            "events")
        .keyBy(request -> request.key)
        .window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)))
        .aggregate(new Count(), new Encode())
        .sinkTo(sink(bootstrapServers));
    JobClient client = environment.executeAsync(id);
    return new Job() {
      @Override
      public long folded() {
        return FOLDED.sum();
      }

      @Override
      public void close() throws Exception {
        client.getJobExecutionResult().get(60, TimeUnit.SECONDS);
      }
    };
  }

  private static KafkaSource<FlinkRequest> source(String bootstrapServers, String id) {
    return KafkaSource.<FlinkRequest>builder()
        .setBootstrapServers(bootstrapServers)
        .setTopics(Topics.EVENTS.name())
        .setGroupId(id)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setBounded(OffsetsInitializer.latest())
        .setDeserializer(new Decode())
        .build();
  }

  private static KafkaSink<byte[]> sink(String bootstrapServers) {
    return KafkaSink.<byte[]>builder()
        .setBootstrapServers(bootstrapServers)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(
            KafkaRecordSerializationSchema.<byte[]>builder()
                .setTopic(Topics.SERVICE_MINUTES.name())
                .setValueSerializationSchema(new AsIs())
                .build())
        .build();
  }

  /** A class, as Flink cannot read its type off a lambda. */
  private static final class AsIs implements SerializationSchema<byte[]> {
    @Override
    public byte[] serialize(byte[] minute) {
      return minute;
    }
  }

  private static final class Decode implements KafkaRecordDeserializationSchema<FlinkRequest> {

    private transient @Nullable PlatformEventHead head;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> event, Collector<FlinkRequest> out) {
      if (head == null) {
        head = new PlatformEventHead();
      }
      head.read(event.value());
      FlinkRequest request = new FlinkRequest();
      request.key = new String(event.key(), StandardCharsets.UTF_8);
      request.eventMillis = head.eventTimeNanos / 1_000_000;
      request.status = head.status;
      request.latencyNanos = head.latencyNanos;
      request.connection = head.connection;
      out.collect(request);
    }

    @Override
    public TypeInformation<FlinkRequest> getProducedType() {
      return FlinkRequest.type();
    }
  }

  private static final class Count
      implements AggregateFunction<FlinkRequest, MinuteCounts, MinuteCounts> {

    @Override
    public MinuteCounts createAccumulator() {
      return new MinuteCounts();
    }

    @Override
    public MinuteCounts add(FlinkRequest request, MinuteCounts counts) {
      counts.fold(request.status, request.latencyNanos, request.connection);
      FOLDED.increment();
      return counts;
    }

    @Override
    public MinuteCounts getResult(MinuteCounts counts) {
      return counts;
    }

    @Override
    public MinuteCounts merge(MinuteCounts one, MinuteCounts other) {
      throw new UnsupportedOperationException("tumbling windows do not merge");
    }
  }

  private static final class Encode
      implements WindowFunction<MinuteCounts, byte[], String, TimeWindow> {

    @Override
    public void apply(
        String key, TimeWindow window, Iterable<MinuteCounts> counts, Collector<byte[]> out) {
      for (MinuteCounts minute : counts) {
        out.collect(Topics.SERVICE_MINUTES.codec().encode(minute.toMinute(key, window.getStart())));
      }
    }
  }
}
