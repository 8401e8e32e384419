// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import io.fivewhys.ComponentKind;
import io.fivewhys.LogLine;
import io.fivewhys.LogStream;
import io.fivewhys.PlatformEvent;
import io.fivewhys.Request;
import io.fivewhys.SignalKind;
import io.fivewhys.contract.Topics;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Events for tests: a shorthand for what a test cares about. */
public final class Events {

  public static final long SECOND = 1_000_000_000L;

  private Events() {}

  public static PlatformEvent request(
      long timeNanos, long id, String revision, int status, @Nullable Long latency) {
    return event(
        timeNanos,
        id,
        revision,
        Request.newBuilder().setStatus(status).setLatency(latency).build());
  }

  public static PlatformEvent errorLine(
      long timeNanos, long id, String revision, long signatureId) {
    return event(
        timeNanos,
        id,
        revision,
        new LogLine(
            signatureId,
            true,
            SignalKind.NONE,
            LogStream.STDERR,
            "signature " + signatureId,
            "example " + id,
            null,
            "",
            null));
  }

  public static PlatformEvent event(long timeNanos, long id, String revision, Object body) {
    return PlatformEvent.newBuilder()
        .setDedupId(id)
        .setEventTime(timeNanos)
        .setEntryTime(timeNanos)
        .setInstanceId(1)
        .setBody(body)
        .setProject("acme-prod")
        .setLocation("us-central1")
        .setComponentKind(ComponentKind.CLOUD_RUN_SERVICE)
        .setComponent("checkout")
        .setRevision(revision)
        .setLogName("run.googleapis.com/requests")
        .build();
  }

  public static byte[] key(PlatformEvent event) {
    return Topics.eventKey(
            event.getProject(),
            event.getLocation(),
            event.getComponentKind(),
            event.getComponent(),
            event.getRevision())
        .getBytes(StandardCharsets.UTF_8);
  }
}
