// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import io.fivewhys.RejectedEntry;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.contract.AvroCodec.UndecodableException;
import io.fivewhys.contract.PlatformEventHead;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Carries encoded events into {@link Windows}, encoded minutes and undecodable messages out. */
public final class WindowsProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  /** Names of the nodes that take what comes out. */
  public record Outlets(String minutes, String signals, String changes, String rejected) {}

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
  private ProcessorContext<byte[], byte[]> context;
  private Windows windows;
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
    this.windows = new Windows(settings, this::forward, this::forward);
    WindowsStore store = context.getStateStore(storeName);
    store.attach(windows, context.currentSystemTimeMs());
    context.schedule(EVERY_SECOND, PunctuationType.WALL_CLOCK_TIME, this::everySecond);
  }

  private void everySecond(long nowMillis) {
    windows.closeSilent(nowMillis);
    gaugeOpen(windows.openMinutes());
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
    long nowMillis = context.currentSystemTimeMs();
    List<ConsumerRecord<byte[], byte[]>> batch = KafkaEventBatch.messages(record.headers());
    if (batch == null) {
      process(record.key(), record.value(), nowMillis, this::position);
    } else {
      for (ConsumerRecord<byte[], byte[]> event : batch) {
        process(event.key(), event.value(), nowMillis, () -> position(event));
      }
    }
    tally();
  }

  private void process(
      byte @Nullable [] key, byte @Nullable [] event, long nowMillis, Supplier<String> position) {
    try {
      if (key == null || event == null) {
        throw new UndecodableException("a message without " + (key == null ? "key" : "value"));
      }
      head.read(event);
      switch (windows.accept(key, head, event, nowMillis)) {
        case COUNTED -> {
          if (isChange(head.body)) {
            forwardChange(event, head.eventTimeNanos);
          }
          if (tap != null && tap.filter().wants(key, head)) {
            context.forward(
                new Record<>(key, event, Math.max(0, head.eventTimeNanos / 1_000_000)),
                tap.outlet());
          }
          counted++;
        }
        case DUPLICATE -> duplicates++;
        case LATE -> late++;
      }
    } catch (UndecodableException e) {
      reject(position.get(), e);
    }
  }

  private void tally() {
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

  private void forwardChange(byte[] event, long timeNanos) {
    String project = Topics.EVENTS.codec().decode(event).getProject();
    context.forward(
        new Record<>(
            project.getBytes(StandardCharsets.UTF_8), event, Math.max(0, timeNanos / 1_000_000)),
        outlets.changes());
  }

  private void forward(ServiceMinute minute) {
    if (minute.getClosed()) {
      counts.closedMinutes.increment();
    }
    String key =
        Topics.serviceKey(
            minute.getProject(), minute.getLocation(), minute.getService(), minute.getRevision());
    byte[] message = Topics.SERVICE_MINUTES.codec().encode(minute);
    forward(key, message, minute.getObservedAt(), outlets.minutes());
  }

  private void forward(SignalMinute minute) {
    String key =
        Topics.serviceKey(
            minute.getProject(), minute.getLocation(), minute.getComponent(), minute.getRevision());
    byte[] message = Topics.SIGNAL_MINUTES.codec().encode(minute);
    forward(key, message, minute.getObservedAt(), outlets.signals());
  }

  private void forward(String key, byte[] message, long observedMicros, String outlet) {
    context.forward(
        new Record<>(
            key.getBytes(StandardCharsets.UTF_8), message, Math.max(0, observedMicros / 1_000)),
        outlet);
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
