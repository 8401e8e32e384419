// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import io.fivewhys.Clock;
import io.fivewhys.RejectedEntry;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.contract.AvroCodec;
import io.fivewhys.contract.AvroCodec.UndecodableException;
import io.fivewhys.contract.PlatformEventHead;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.observations.KafkaObservations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Carries encoded events into {@link Windows}, encoded minutes and undecodable messages out. */
public final class WindowsProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  /**
   * Names of the nodes that take what comes out.
   *
   * @param observations all but what is rejected, for the stages that look across a project
   */
  public record Outlets(String minutes, String signals, String observations, String rejected) {}

  private static final byte[] EVENT = Topics.EVENTS.codec().header();
  private static final AvroCodec<Clock> CLOCKS = Topics.OBSERVATIONS.codec();
  private static final AvroCodec<RejectedEntry> REJECTS = Topics.REJECTED.codec();
  private static final Duration EVERY_SECOND = Duration.ofSeconds(1);

  private final Settings settings;
  private final String storeName;
  private final Outlets outlets;
  private final WindowCounts counts;
  private final @Nullable Tap tap;
  private final PlatformEventHead head = new PlatformEventHead();
  private long counted;
  private long duplicates;
  private long late;
  private long reachedNanos;
  private ProcessorContext<byte[], byte[]> context;
  private Windows windows;
  private int partition;
  private int partitions;
  private int gaugedOpen;

  /**
   * @param tap for whoever wants the counted events too; null for nobody
   */
  @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
  public WindowsProcessor(
      Settings settings,
      String storeName,
      Outlets outlets,
      WindowCounts counts,
      @Nullable Tap tap) {
    this.settings = settings;
    this.storeName = storeName;
    this.outlets = outlets;
    this.counts = counts;
    this.tap = tap;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.partition = context.taskId().partition();
    this.windows = new Windows(settings, this::forward, this::forward, this::forwardSilence);
    WindowsStore store = context.getStateStore(storeName);
    store.attach(windows);
    context.schedule(
        EVERY_SECOND, PunctuationType.WALL_CLOCK_TIME, now -> gaugeOpen(windows.openMinutes()));
  }

  private void gaugeOpen(int open) {
    counts.openMinutes.add(open - gaugedOpen);
    gaugedOpen = open;
  }

  @Override
  public void close() {
    gaugeOpen(0);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    List<ConsumerRecord<byte[], byte[]>> batch = KafkaEventBatch.messages(record.headers());
    if (batch == null) {
      process(record.key(), record.value(), record.headers(), this::position);
    } else {
      for (ConsumerRecord<byte[], byte[]> event : batch) {
        process(event.key(), event.value(), event.headers(), () -> position(event));
      }
    }
    tally();
  }

  private void process(
      byte @Nullable [] key,
      byte @Nullable [] message,
      Headers headers,
      Supplier<String> position) {
    try {
      if (key == null || message == null) {
        throw new UndecodableException("a message without " + (key == null ? "key" : "value"));
      }
      if (AvroCodec.begins(message, EVENT)) { // nearly always: asked first, and asked once
        fold(key, message);
      } else if (CLOCKS.wrote(message)) {
        tick(CLOCKS.decode(message));
      } else if (REJECTS.wrote(message)) {
        passReject(message, headers);
      } else {
        fold(key, message); // an older build's event, or nothing that can be read
      }
    } catch (UndecodableException e) {
      reject(position.get(), e);
    }
  }

  private void fold(byte[] key, byte[] event) {
    head.read(event);
    switch (windows.accept(key, head, event)) {
      case COUNTED -> {
        if (isChange(head.body)) {
          String project = Topics.EVENTS.codec().decode(event).getProject();
          observe(project, event, head.eventTimeNanos / 1_000_000);
        }
        if (tap != null && tap.filter().wants(key, head)) {
          context.forward(
              new Record<>(key, event, Math.max(0, head.eventTimeNanos / 1_000_000)), tap.outlet());
        }
        counted++;
        reachedNanos = Math.max(reachedNanos, Math.min(head.eventTimeNanos, head.receiveTimeNanos));
      }
      case DUPLICATE -> duplicates++;
      case LATE -> late++;
    }
  }

  /** What the clock moves goes out before it does. */
  private void tick(Clock clock) {
    partitions = clock.getPartitions();
    if (!clock.getProject().isEmpty()) {
      windows.reach(clock.getProject(), clock.getReached());
      forward(clock);
    } else if (clock.getSilent()) {
      windows.end();
    } else {
      windows.beat(clock.getNow());
    }
  }

  private void forwardSilence(String project, long untilMillis) {
    forward(
        Clock.newBuilder()
            .setProject(project)
            .setNow(untilMillis)
            .setPartitions(partitions)
            .setSilent(true)
            .build());
  }

  private void forward(Clock clock) {
    byte[] message = CLOCKS.encode(clock);
    long millis = clock.getReached() / 1_000_000;
    if (tap != null) {
      context.forward(
          new Record<>(bytes(clock.getProject()), message, Math.max(0, millis)), tap.outlet());
    }
    observe(clock.getProject(), message, millis);
  }

  /** What could not be understood comes again where its writer was stopped; it goes on once. */
  private void passReject(byte[] message, Headers headers) {
    RejectedEntry rejected = REJECTS.decode(message);
    Long published = KafkaObservations.published(headers);
    if (published == null
        || windows.isFirst(
            SchemaNormalization.fingerprint64(bytes(rejected.getSource())), published * 1_000)) {
      context.forward(
          new Record<>(bytes(rejected.getSource()), message, 0L, headers), outlets.rejected());
    } else {
      duplicates++;
    }
  }

  private void tally() {
    counts.reachedNanos.accumulate(reachedNanos);
    counts.counted.add(counted);
    counts.duplicates.add(duplicates);
    counts.late.add(late);
    counted = 0;
    duplicates = 0;
    late = 0;
  }

  /** Of what changes what a project runs: all the stages that follow want to know of events. */
  private static boolean isChange(PlatformEventHead.Body body) {
    return switch (body) {
      case REVISION_ANNOUNCED, SERVICE_CHANGED, CONFIGURATION_CHANGE, METRIC_SAMPLE -> true;
      case REQUEST,
          LOG_LINE,
          SQL_EVENT,
          INSTANCE_START,
          INSTANCE_EXIT,
          PROBE_RESULT,
          MEMORY_LIMIT ->
          false;
    };
  }

  private void forward(ServiceMinute minute) {
    if (minute.getClosed()) {
      counts.closedMinutes.increment();
    }
    String key =
        Topics.serviceKey(
            minute.getProject(), minute.getLocation(), minute.getService(), minute.getRevision());
    byte[] message = Topics.SERVICE_MINUTES.codec().encode(minute);
    long millis = minute.getObservedAt() / 1_000;
    context.forward(new Record<>(bytes(key), message, Math.max(0, millis)), outlets.minutes());
    observe(minute.getProject(), message, millis);
  }

  private void forward(SignalMinute minute) {
    String key =
        Topics.serviceKey(
            minute.getProject(), minute.getLocation(), minute.getComponent(), minute.getRevision());
    byte[] message = Topics.SIGNAL_MINUTES.codec().encode(minute);
    long millis = minute.getObservedAt() / 1_000;
    context.forward(new Record<>(bytes(key), message, Math.max(0, millis)), outlets.signals());
    observe(minute.getProject(), message, millis);
  }

  private void observe(String project, byte[] message, long millis) {
    context.forward(
        new Record<>(
            bytes(project),
            message,
            Math.max(0, millis),
            KafkaObservations.from(partition, millis)),
        outlets.observations());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void reject(String position, UndecodableException why) {
    counts.undecodable.increment();
    RejectedEntry rejected =
        new RejectedEntry("undecodable_event", String.valueOf(why.getMessage()), position, "");
    context.forward(
        new Record<>(
            position.getBytes(StandardCharsets.UTF_8),
            Topics.REJECTED.codec().encode(rejected),
            context.currentStreamTimeMs()),
        outlets.rejected());
  }

  private String position() {
    return context
        .recordMetadata()
        .map(from -> position(from.topic(), from.partition(), from.offset()))
        .orElse("unknown");
  }

  private static String position(ConsumerRecord<byte[], byte[]> event) {
    return position(event.topic(), event.partition(), event.offset());
  }

  private static String position(String topic, int partition, long offset) {
    return topic + "-" + partition + "@" + offset;
  }
}
