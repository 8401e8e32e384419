// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import io.fivewhys.RejectedEntry;
import io.fivewhys.ServiceMinute;
import io.fivewhys.contract.AvroCodec.UndecodableException;
import io.fivewhys.contract.PlatformEventHead;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Carries encoded events into {@link Windows}, encoded minutes and undecodable messages out. */
public final class WindowsProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  /** Names of the nodes that take what comes out. */
  public record Outlets(String minutes, String rejected) {}

  private static final Duration EVERY_SECOND = Duration.ofSeconds(1);

  private final Settings settings;
  private final String storeName;
  private final Outlets outlets;
  private final WindowCounts counts;
  private final PlatformEventHead head = new PlatformEventHead();
  private ProcessorContext<byte[], byte[]> context;
  private Windows windows;
  private int gaugedOpen;

  @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
  public WindowsProcessor(
      Settings settings, String storeName, Outlets outlets, WindowCounts counts) {
    this.settings = settings;
    this.storeName = storeName;
    this.outlets = outlets;
    this.counts = counts;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.windows = new Windows(settings, this::forward);
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
  public void process(Record<byte[], byte[]> event) {
    try {
      head.read(event.value());
    } catch (UndecodableException e) {
      reject(event, e);
      return;
    }
    switch (windows.accept(event.key(), head, event.value(), context.currentSystemTimeMs())) {
      case COUNTED -> counts.counted.increment();
      case DUPLICATE -> counts.duplicates.increment();
      case LATE -> counts.late.increment();
    }
  }

  private void forward(ServiceMinute minute) {
    if (minute.getClosed()) {
      counts.closedMinutes.increment();
    }
    String key =
        Topics.serviceKey(
            minute.getProject(), minute.getLocation(), minute.getService(), minute.getRevision());
    context.forward(
        new Record<>(
            key.getBytes(StandardCharsets.UTF_8),
            Topics.SERVICE_MINUTES.codec().encode(minute),
            Math.max(0, minute.getWindowStart() / 1_000)),
        outlets.minutes());
  }

  private void reject(Record<byte[], byte[]> event, UndecodableException why) {
    counts.undecodable.increment();
    String source =
        context
            .recordMetadata()
            .map(from -> from.topic() + "-" + from.partition() + "@" + from.offset())
            .orElse("unknown");
    RejectedEntry rejected =
        new RejectedEntry("undecodable_event", String.valueOf(why.getMessage()), source, "");
    context.forward(
        new Record<>(
            source.getBytes(StandardCharsets.UTF_8),
            Topics.REJECTED.codec().encode(rejected),
            event.timestamp()),
        outlets.rejected());
  }
}
