// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.journeys;

import io.fivewhys.Clock;
import io.fivewhys.JourneyMinute;
import io.fivewhys.PlatformEvent;
import io.fivewhys.contract.AvroCodec;
import io.fivewhys.contract.AvroCodec.UndecodableException;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.objectives.Objective;
import io.fivewhys.processors.observations.KafkaObservations;
import io.fivewhys.processors.state.KafkaState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Carries events that {@link JourneyFilter} wants into {@link Journeys}, and its minutes out. */
public final class JourneysProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  /** Names of the nodes that take what comes out. */
  public record Outlets(String minutes, String observations) {}

  private static final AvroCodec<Clock> CLOCKS = Topics.OBSERVATIONS.codec();

  private final List<Objective> objectives;
  private final Settings settings;
  private final String storeName;
  private final Outlets outlets;
  private ProcessorContext<byte[], byte[]> context;
  private KafkaState state;
  private Journeys journeys;

  @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
  public JourneysProcessor(
      List<Objective> objectives, Settings settings, String storeName, Outlets outlets) {
    this.objectives = objectives;
    this.outlets = outlets;
    this.settings = settings;
    this.storeName = storeName;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.state = new KafkaState(context.getStateStore(storeName));
    this.journeys =
        new Journeys(objectives, settings, context.taskId().partition(), state, this::forward);
    state.forEach(journeys::restore);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (CLOCKS.wrote(record.value())) {
      Clock clock = CLOCKS.decode(record.value());
      if (clock.getSilent()) {
        journeys.closeSilent(clock.getProject());
      } else {
        journeys.reach(clock.getProject(), clock.getReached());
      }
      return;
    }
    PlatformEvent event;
    try {
      event = Topics.EVENTS.codec().decode(record.value());
    } catch (UndecodableException e) {
      return; // the windows have counted it by its head; damaged behind, it belongs to no journey
    }
    journeys.accept(event);
  }

  private void forward(JourneyMinute minute) {
    String project = minute.getProject();
    byte[] message = Topics.JOURNEY_MINUTES.codec().encode(minute);
    long millis = Math.max(0, minute.getObservedAt() / 1_000);
    context.forward(
        new Record<>(bytes(project + '/' + minute.getJourney()), message, millis),
        outlets.minutes());
    context.forward(
        new Record<>(
            bytes(project),
            message,
            millis,
            KafkaObservations.from(context.taskId().partition(), millis)),
        outlets.observations());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
