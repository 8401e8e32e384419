// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Clock;
import io.fivewhys.Escalation;
import io.fivewhys.JourneyMinute;
import io.fivewhys.KnownIncident;
import io.fivewhys.KnownPending;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.observations.Observations;
import io.fivewhys.processors.state.KafkaState;
import io.fivewhys.processors.state.KeyPart;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Carries minutes, signals, events and revision changes into {@link Causes}, one for each project,
 * their escalations out and their state into a store.
 */
public final class CausesProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private static final Duration EVERY_MINUTE = Duration.ofMinutes(1);

  private final Settings settings;
  private final Configuration configuration;
  private final String storeName;
  private final TreeMap<String, Causes> projects = new TreeMap<>();
  private ProcessorContext<byte[], byte[]> context;
  private KafkaState state;

  @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
  public CausesProcessor(Settings settings, Configuration configuration, String storeName) {
    this.settings = settings;
    this.configuration = configuration;
    this.storeName = storeName;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.state = new KafkaState(context.getStateStore(storeName));
    state.forEach(this::restore);
    context.schedule(EVERY_MINUTE, PunctuationType.WALL_CLOCK_TIME, now -> sweep());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Object observation = Observations.decode(record.value());
    Causes causes = causes(Observations.project(observation));
    switch (observation) {
      case ServiceMinute minute -> causes.accept(minute);
      case SignalMinute minute -> causes.accept(minute);
      case JourneyMinute minute -> causes.accept(minute);
      case RevisionChange change -> causes.accept(change);
      case PlatformEvent event -> causes.accept(event);
      case Clock clock -> causes.accept(clock);
      default -> throw new IllegalStateException("a message of no input");
    }
  }

  private Causes causes(String project) {
    return projects.computeIfAbsent(
        project, name -> new Causes(name, settings, configuration, state, this::forward));
  }

  private void forward(Escalation escalation) {
    context.forward(
        new Record<>(
            escalation.getIncidentId().getBytes(StandardCharsets.UTF_8),
            Topics.ESCALATIONS.codec().encode(escalation),
            Math.max(0, escalation.getObservedAt() / 1_000)));
  }

  /** Removes what each project no longer looks back to. */
  private void sweep() {
    long latest = projects.values().stream().mapToLong(Causes::clock).max().orElse(0);
    long horizon = Math.max(0, Board.minuteOf(latest) - Board.HORIZON_MINUTES);
    List<String> old = new ArrayList<>();
    state.forEach(
        StateKey.minute(0),
        StateKey.minute(horizon),
        (key, value) -> {
          if (isOld(key.split("/", 5))) {
            old.add(key);
          }
        });
    old.forEach(key -> state.write(key, null));
  }

  private boolean isOld(String[] key) {
    Causes causes = projects.get(KeyPart.text(key[3]));
    return causes != null
        && Long.parseLong(key[1]) < Board.minuteOf(causes.clock()) - Board.HORIZON_MINUTES;
  }

  private void restore(String key, byte[] value) {
    String[] parts = key.split("/", 3);
    switch (parts[0]) {
      case "clock" -> causes(KeyPart.text(parts[1])).restoreClock(value);
      case "symptom" -> causes(KeyPart.text(parts[1])).restoreSymptom(parts[2], value);
      case "incident" -> {
        KnownIncident incident = StateKey.INCIDENTS.decode(value);
        causes(incident.getTold().getProject()).restore(incident);
      }
      case "pending" -> {
        KnownPending pending = StateKey.PENDING.decode(value);
        causes(pending.getProject()).restore(pending);
      }
      default -> {
        Object message = Observations.decode(value);
        causes(Observations.project(message)).restore(message);
      }
    }
  }
}
