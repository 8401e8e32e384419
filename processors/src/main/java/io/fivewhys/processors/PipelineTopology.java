// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors;

import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.capacity.CapacityProcessor;
import io.fivewhys.processors.causes.CausesProcessor;
import io.fivewhys.processors.journeys.JourneyFilter;
import io.fivewhys.processors.journeys.JourneysProcessor;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.objectives.Objective;
import io.fivewhys.processors.observations.AlignmentProcessor;
import io.fivewhys.processors.revisions.RevisionsProcessor;
import io.fivewhys.processors.revisions.SpecResolver;
import io.fivewhys.processors.state.KafkaState;
import io.fivewhys.processors.windows.Tap;
import io.fivewhys.processors.windows.WindowCounts;
import io.fivewhys.processors.windows.WindowsProcessor;
import io.fivewhys.processors.windows.WindowsStore;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;

/**
 * The whole graph, in the order data flows. Records travel as bytes: the hot stage reads no more of
 * an event than it needs. The warm stage reads what the hot one wrote, a project in one partition.
 */
public final class PipelineTopology {

  private static final String EVENTS = "events";
  private static final String WINDOWS = "windows";
  private static final String WINDOWS_STORE = "windows-store";
  private static final String JOURNEYS = "journeys";
  private static final String JOURNEYS_STORE = "journeys-store";
  private static final String SERVICE_MINUTES = "service-minutes";
  private static final String SIGNAL_MINUTES = "signal-minutes";
  private static final String JOURNEY_MINUTES = "journey-minutes";
  private static final String REJECTED = "rejected";
  private static final String OBSERVATIONS = "observations";
  private static final String OBSERVATIONS_AGAIN = "observations-again";
  private static final String ALIGNMENT = "alignment";
  private static final String ALIGNMENT_STORE = "alignment-store";
  private static final String REVISIONS = "revisions";
  private static final String REVISIONS_STORE = "revisions-store";
  private static final String REVISION_CHANGES = "revision-changes";
  private static final String CAUSES = "causes";
  private static final String CAUSES_STORE = "causes-store";
  private static final String ESCALATIONS = "escalations";
  private static final String CAPACITY = "capacity";
  private static final String CAPACITY_STORE = "capacity-store";
  private static final String CAPACITY_SAMPLES = "capacity-samples";

  /**
   * Whether state outlives the process. A replay begins with nothing and keeps nothing; its events
   * come in the order of their time, so that there is nothing to align.
   */
  public enum State {
    DURABLE,
    TRANSIENT
  }

  private PipelineTopology() {}

  /** With the default objectives. */
  public static Topology build(Settings settings, State state, WindowCounts counts) {
    return build(settings, Configuration.DEFAULTS, state, counts);
  }

  public static Topology build(
      Settings settings, Configuration configuration, State state, WindowCounts counts) {
    Topology topology = windows(settings, state, counts, configuration.journeys());
    String observations = addObservations(topology, state);
    addRevisions(topology, settings, state, observations);
    addCapacity(topology, settings, state, observations);
    return addCauses(topology, settings, configuration, state, observations);
  }

  /** The hot stage alone. */
  public static Topology windows(Settings settings, State state, WindowCounts counts) {
    return windows(settings, state, counts, List.of());
  }

  private static Topology windows(
      Settings settings, State state, WindowCounts counts, List<Objective> journeys) {
    ByteArrayDeserializer in = new ByteArrayDeserializer();
    ByteArraySerializer out = new ByteArraySerializer();
    WindowsProcessor.Outlets outlets =
        new WindowsProcessor.Outlets(SERVICE_MINUTES, SIGNAL_MINUTES, OBSERVATIONS, REJECTED);
    Topology topology =
        new Topology()
            .addSource(EVENTS, in, in, Topics.EVENTS.name())
            .addProcessor(
                WINDOWS,
                () ->
                    new WindowsProcessor(
                        settings, WINDOWS_STORE, outlets, counts, tap(settings, journeys)),
                EVENTS)
            .addStateStore(WindowsStore.builder(WINDOWS_STORE, state == State.DURABLE), WINDOWS);
    List<String> observers = new ArrayList<>(List.of(WINDOWS));
    if (!journeys.isEmpty()) {
      addJourneys(topology, settings, state, journeys);
      observers.add(JOURNEYS);
    }
    KafkaProjectPartitioner byProject = new KafkaProjectPartitioner();
    return topology
        .addSink(SERVICE_MINUTES, Topics.SERVICE_MINUTES.name(), out, out, byProject, WINDOWS)
        .addSink(SIGNAL_MINUTES, Topics.SIGNAL_MINUTES.name(), out, out, byProject, WINDOWS)
        .addSink(
            OBSERVATIONS, Topics.OBSERVATIONS.name(), out, out, observers.toArray(String[]::new))
        .addSink(REJECTED, Topics.REJECTED.name(), out, out, WINDOWS);
  }

  private static @Nullable Tap tap(Settings settings, List<Objective> journeys) {
    return journeys.isEmpty() ? null : new Tap(JOURNEYS, new JourneyFilter(journeys, settings));
  }

  /** Right behind the windows, which have dropped the repeats. */
  private static void addJourneys(
      Topology topology, Settings settings, State state, List<Objective> journeys) {
    ByteArraySerializer out = new ByteArraySerializer();
    JourneysProcessor.Outlets outlets =
        new JourneysProcessor.Outlets(JOURNEY_MINUTES, OBSERVATIONS);
    topology
        .addProcessor(
            JOURNEYS,
            () -> new JourneysProcessor(journeys, settings, JOURNEYS_STORE, outlets),
            WINDOWS)
        .addStateStore(KafkaState.cachedStore(JOURNEYS_STORE, state == State.DURABLE), JOURNEYS)
        .addSink(
            JOURNEY_MINUTES,
            Topics.JOURNEY_MINUTES.name(),
            out,
            out,
            new KafkaProjectPartitioner(),
            JOURNEYS);
  }

  /** The name of the node that has the observations in order. */
  private static String addObservations(Topology topology, State state) {
    ByteArrayDeserializer in = new ByteArrayDeserializer();
    topology.addSource(OBSERVATIONS_AGAIN, in, in, Topics.OBSERVATIONS.name());
    return switch (state) {
      case TRANSIENT -> OBSERVATIONS_AGAIN;
      case DURABLE -> {
        topology
            .addProcessor(
                ALIGNMENT, () -> new AlignmentProcessor(ALIGNMENT_STORE), OBSERVATIONS_AGAIN)
            .addStateStore(KafkaState.cachedStore(ALIGNMENT_STORE, true), ALIGNMENT);
        yield ALIGNMENT;
      }
    };
  }

  private static void addRevisions(
      Topology topology, Settings settings, State state, String observations) {
    ByteArraySerializer out = new ByteArraySerializer();
    topology
        .addProcessor(
            REVISIONS,
            () -> new RevisionsProcessor(settings, SpecResolver.NONE, REVISIONS_STORE),
            observations)
        .addStateStore(KafkaState.store(REVISIONS_STORE, state == State.DURABLE), REVISIONS)
        .addSink(REVISION_CHANGES, Topics.REVISION_CHANGES.name(), out, out, REVISIONS);
  }

  private static void addCapacity(
      Topology topology, Settings settings, State state, String observations) {
    ByteArraySerializer out = new ByteArraySerializer();
    topology
        .addProcessor(CAPACITY, () -> new CapacityProcessor(settings, CAPACITY_STORE), observations)
        .addStateStore(KafkaState.cachedStore(CAPACITY_STORE, state == State.DURABLE), CAPACITY)
        .addSink(CAPACITY_SAMPLES, Topics.CAPACITY.name(), out, out, CAPACITY);
  }

  /** After the revisions: of what both read, those are asked first. */
  private static Topology addCauses(
      Topology topology,
      Settings settings,
      Configuration configuration,
      State state,
      String observations) {
    ByteArraySerializer out = new ByteArraySerializer();
    return topology
        .addProcessor(
            CAUSES,
            () -> new CausesProcessor(settings, configuration, CAUSES_STORE),
            observations,
            REVISIONS)
        .addStateStore(KafkaState.store(CAUSES_STORE, state == State.DURABLE), CAUSES)
        .addSink(ESCALATIONS, Topics.ESCALATIONS.name(), out, out, CAUSES);
  }
}
