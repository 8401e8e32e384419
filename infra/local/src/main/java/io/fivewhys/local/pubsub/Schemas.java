// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.protobuf.util.Timestamps;
import com.google.pubsub.v1.Encoding;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.Schema;
import com.google.pubsub.v1.SchemaSettings;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Schemas by name with their revisions, oldest first. A message has to fit one of those that its
 * topic allows, the newest of which it is marked with.
 */
final class Schemas {

  record Revision(Schema said, org.apache.avro.Schema avro) {}

  private static final int MAX_REVISIONS = 20;

  private final LongSupplier clock;
  private final AtomicInteger revisionIds = new AtomicInteger();
  private final NavigableMap<String, List<Revision>> schemas = new ConcurrentSkipListMap<>();

  Schemas(LongSupplier clock) {
    this.clock = clock;
  }

  Schema create(String project, String id, Schema asked) {
    String name = Names.require(Names.SCHEMAS, project + "/" + Names.SCHEMAS + "/" + id);
    Revision first = revision(name, asked);
    if (schemas.putIfAbsent(name, List.of(first)) != null) {
      throw Resources.exists(name);
    }
    return first.said();
  }

  synchronized Schema commit(String name, Schema asked) {
    List<Revision> revisions = new ArrayList<>(require(name));
    if (revisions.size() == MAX_REVISIONS) {
      throw Status.FAILED_PRECONDITION
          .withDescription("%s has %d revisions already".formatted(name, MAX_REVISIONS))
          .asRuntimeException();
    }
    Revision latest = revision(name, asked);
    revisions.add(latest);
    schemas.put(name, List.copyOf(revisions));
    return latest.said();
  }

  private Revision revision(String name, Schema asked) {
    org.apache.avro.Schema avro = parse(asked);
    Schema said =
        asked.toBuilder()
            .setName(name)
            .setRevisionId("%08x".formatted(revisionIds.incrementAndGet() * 0x9e3779b1))
            .setRevisionCreateTime(Timestamps.fromMillis(clock.getAsLong()))
            .build();
    return new Revision(said, avro);
  }

  static org.apache.avro.Schema parse(Schema asked) {
    return switch (asked.getType()) {
      case AVRO -> AvroMessages.parse(asked.getDefinition());
      case PROTOCOL_BUFFER ->
          throw Status.UNIMPLEMENTED
              .withDescription("the local Pub/Sub server knows Avro schemas, no protocol buffers")
              .asRuntimeException();
      case TYPE_UNSPECIFIED, UNRECOGNIZED -> throw Subscriptions.invalid("a schema needs a type");
    };
  }

  List<Revision> require(String name) {
    List<Revision> revisions = schemas.get(name);
    if (revisions == null) {
      throw Resources.notFound(name);
    }
    return revisions;
  }

  /** The latest revision, or {@code NAME@REVISION}. */
  Schema get(String name) {
    String[] parts = name.split("@", 2);
    List<Revision> revisions = require(parts[0]);
    if (parts.length == 1) {
      return revisions.getLast().said();
    }
    return revisions.stream()
        .map(Revision::said)
        .filter(said -> said.getRevisionId().equals(parts[1]))
        .findFirst()
        .orElseThrow(() -> Resources.notFound(name));
  }

  NavigableMap<String, List<Revision>> all() {
    return schemas;
  }

  void delete(String name) {
    if (schemas.remove(name) == null) {
      throw Resources.notFound(name);
    }
  }

  /** The messages with the marks of the revision that they fit; one that fits none refuses all. */
  List<PubsubMessage> validated(SchemaSettings settings, List<PubsubMessage> messages) {
    List<Revision> revisions = allowed(settings);
    List<PubsubMessage> marked = new ArrayList<>(messages.size());
    for (PubsubMessage message : messages) {
      Revision fitting = fitting(revisions, settings.getEncoding(), message);
      marked.add(
          message.toBuilder()
              .putAttributes("googclient_schemaencoding", settings.getEncoding().name())
              .putAttributes("googclient_schemaname", settings.getSchema())
              .putAttributes("googclient_schemarevisionid", fitting.said().getRevisionId())
              .build());
    }
    return marked;
  }

  private List<Revision> allowed(SchemaSettings settings) {
    List<Revision> revisions = require(settings.getSchema());
    int from = indexOf(revisions, settings.getFirstRevisionId(), 0);
    int to = indexOf(revisions, settings.getLastRevisionId(), revisions.size() - 1);
    return revisions.subList(Math.min(from, to), to + 1);
  }

  private static int indexOf(List<Revision> revisions, String id, int otherwise) {
    for (int i = 0; i < revisions.size(); i++) {
      if (revisions.get(i).said().getRevisionId().equals(id)) {
        return i;
      }
    }
    return otherwise;
  }

  private static Revision fitting(
      List<Revision> revisions, Encoding encoding, PubsubMessage message) {
    String fault = "";
    for (Revision revision : revisions.reversed()) {
      String why = AvroMessages.fault(revision.avro(), encoding, message.getData());
      if (why == null) {
        return revision;
      }
      fault = why;
    }
    throw Subscriptions.invalid("the message does not fit its topic's schema: " + fault);
  }
}
