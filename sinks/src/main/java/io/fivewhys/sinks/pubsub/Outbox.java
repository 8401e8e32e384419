// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.pubsub;

import io.fivewhys.Escalation;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * What is in hand of one partition, a lane for each incident: one that fails holds up no other. All
 * before the first unacknowledged offset is acknowledged and may be committed.
 */
final class Outbox {

  private final Map<String, Lane> lanes = new TreeMap<>();
  private long committed;

  /**
   * @param firstOffset of its partition's first message, before which everything is done
   */
  Outbox(long firstOffset) {
    committed = firstOffset;
  }

  void add(long offset, Escalation escalation, long nowNanos) {
    lanes
        .computeIfAbsent(EscalationMessage.orderingKey(escalation), key -> new Lane(key, nowNanos))
        .add(offset, escalation);
  }

  /** Returns how many were acknowledged. */
  int pump(OrderedTopic topic, long nowNanos) {
    int acknowledged = 0;
    for (Lane lane : lanes.values()) {
      acknowledged += lane.pump(topic, nowNanos);
    }
    lanes.values().removeIf(Lane::isEmpty);
    return acknowledged;
  }

  void startOver(long nowNanos) {
    lanes.values().forEach(lane -> lane.startOver(nowNanos));
  }

  OptionalLong firstOffset() {
    return lanes.values().stream().mapToLong(Lane::firstOffset).min();
  }

  /** Whether a commit of that place would say something new. */
  boolean moved(long place) {
    return place != committed;
  }

  void committed(long place) {
    committed = place;
  }

  int size() {
    return lanes.values().stream().mapToInt(Lane::size).sum();
  }

  /** The longest time since anything was heard of an incident in hand. */
  long silentNanos(long nowNanos) {
    return lanes.values().stream()
        .mapToLong(lane -> nowNanos - lane.waitingSinceNanos())
        .max()
        .orElse(0);
  }

  Stream<PublishFault> faults() {
    return lanes.values().stream().map(Lane::fault).flatMap(Stream::ofNullable);
  }

  CompletableFuture<?> underWay() {
    return CompletableFuture.allOf(
        lanes.values().stream().map(Lane::underWay).toArray(CompletableFuture<?>[]::new));
  }
}
