// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import io.fivewhys.Announced;
import io.fivewhys.ContainerSpec;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RevisionAnnounced;
import io.fivewhys.RevisionSpec;
import io.fivewhys.contract.Topics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a revision that became ready was told of capacity.
 *
 * @param revision empty where only the service's template is known
 * @param createdAt nanoseconds; when it was announced where that was not told
 * @param announcedAt when it was first heard to be ready, nanoseconds
 */
record Spec(String revision, long createdAt, long announcedAt, RevisionSpec told)
    implements Comparable<Spec> {

  /** Where a revision's own limits do not say. */
  static final int DEFAULT_INSTANCES = 100;

  static final int DEFAULT_CONCURRENCY = 80;

  /** Null for one that is not ready, or says nothing of itself. */
  static @Nullable Spec of(PlatformEvent event, RevisionAnnounced announced) {
    RevisionSpec told = announced.getSpec();
    if (told == null || !Boolean.TRUE.equals(announced.getReady())) {
      return null;
    }
    Long created = announced.getCreatedAt();
    boolean named = announced.getAnnounced() == Announced.REVISION;
    return new Spec(
        named ? event.getRevision() : "",
        created == null || !named ? event.getEventTime() : created,
        event.getEventTime(),
        slim(told));
  }

  private static RevisionSpec slim(RevisionSpec told) {
    RevisionSpec slim = RevisionSpec.newBuilder().build();
    slim.setConcurrency(told.getConcurrency());
    slim.setMaxScale(told.getMaxScale());
    slim.setConnector(told.getConnector());
    slim.setSqlInstances(told.getSqlInstances());
    slim.setPoolSize(told.getPoolSize());
    slim.setPoolSizeFrom(told.getPoolSizeFrom());
    if (!told.getContainers().isEmpty()) {
      ContainerSpec first = ContainerSpec.newBuilder().build();
      first.setLimits(told.getContainers().get(0).getLimits());
      slim.setContainers(List.of(first));
    }
    return slim;
  }

  /** The same revision is announced several times: the first time counts, and the last word. */
  Spec and(Spec other) {
    boolean newer =
        other.announcedAt > announcedAt
            || other.announcedAt == announcedAt
                && other.told.toString().compareTo(told.toString()) > 0;
    // A service's template is another one each time.
    return revision.isEmpty()
        ? newer ? other : this
        : new Spec(
            revision,
            Math.min(createdAt, other.createdAt),
            Math.min(announcedAt, other.announcedAt),
            newer ? other.told : told);
  }

  int instances() {
    Integer most = told.getMaxScale();
    return most == null || most <= 0 ? DEFAULT_INSTANCES : most;
  }

  /** What {@link #instances} is from. */
  String instancesFrom() {
    Integer most = told.getMaxScale();
    return most == null || most <= 0 ? "Cloud Run's default" : "maxScale of " + name();
  }

  Limit instancesLimit() {
    return Limit.of(instances(), instancesFrom());
  }

  /** Zero is no number of requests: how many it stands for is not known. */
  Limit concurrencyLimit() {
    Integer each = told.getConcurrency();
    if (each != null && each <= 0) {
      return Limit.UNKNOWN;
    }
    int requests = each == null ? DEFAULT_CONCURRENCY : each;
    return Limit.of(
        (double) instances() * requests,
        instances()
            + " instances ("
            + instancesFrom()
            + ") x "
            + requests
            + " requests"
            + (each == null ? " (Cloud Run's default)" : ""));
  }

  /**
   * All of what one instance has.
   *
   * @param resource memory or cpu
   */
  Limit shareLimit(String resource) {
    List<ContainerSpec> containers = told.getContainers();
    String limit = containers.isEmpty() ? null : containers.get(0).getLimits().get(resource);
    return Limit.of(
        1, limit == null ? "all of its " + resource : limit + " " + resource + " of " + name());
  }

  private String name() {
    return revision.isEmpty() ? "the service" : revision;
  }

  @Override
  public int compareTo(Spec other) {
    int age = Long.compare(createdAt, other.createdAt);
    return age == 0 ? revision.compareTo(other.revision) : age;
  }

  byte[] bytes(String project, Subject service) {
    RevisionAnnounced announced =
        RevisionAnnounced.newBuilder()
            .setAnnounced(revision.isEmpty() ? Announced.SERVICE : Announced.REVISION)
            .setCreatedAt(createdAt)
            .setSpec(told)
            .build();
    PlatformEvent event = new PlatformEvent();
    event.setProject(project);
    event.setLocation(service.location());
    event.setComponentKind(service.kind());
    event.setComponent(service.name());
    event.setRevision(revision);
    event.setEventTime(announcedAt);
    event.setLogName("");
    event.setInsertId("");
    event.setLabels(java.util.Map.of());
    event.setBody(announced);
    return Topics.EVENTS.codec().encode(event);
  }

  static Spec restore(byte[] saved) {
    PlatformEvent event = Topics.EVENTS.codec().decode(saved);
    RevisionAnnounced announced = (RevisionAnnounced) event.getBody();
    Long created = announced.getCreatedAt();
    RevisionSpec told = announced.getSpec();
    if (created == null || told == null) {
      throw new IllegalStateException("a kept spec without what was kept");
    }
    return new Spec(event.getRevision(), created, event.getEventTime(), told);
  }
}
