// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import io.fivewhys.Control;
import io.fivewhys.FieldChange;
import io.fivewhys.RevisionChange;
import io.fivewhys.Suspect;
import io.fivewhys.Verdict;
import java.time.Instant;
import java.util.List;

/** Revision changes for tests: with everything said, and with nothing that may be left out. */
final class Changes {

  private Changes() {}

  static RevisionChange bare(String service, String to, int sequence, Verdict verdict) {
    RevisionChange change = new RevisionChange();
    change.setProject("acme-prod");
    change.setLocation("europe-west1");
    change.setService(service);
    change.setToRevision(to);
    change.setSequence(sequence);
    change.setObservedAt(micros("2026-03-01T10:00:00Z") + sequence);
    change.setVerdict(verdict);
    change.setControl(Control.NONE);
    change.setDiff(List.of());
    change.setSuspects(List.of());
    change.setFindings(List.of());
    change.setNewSignatures(List.of());
    change.setReason("");
    return change;
  }

  static RevisionChange full(String text) {
    RevisionChange change = bare("checkout", "checkout-00002-def", 3, Verdict.REGRESSION);
    change.setFromRevision("checkout-00001-abc");
    change.setFinal$(true);
    change.setCreatedAt(micros("2026-03-01T09:00:00.000001Z"));
    change.setReadyAt(micros("2026-03-01T09:01:00Z"));
    change.setFirstTrafficAt(micros("2026-03-01T09:02:00Z"));
    change.setRestoredAt(micros("2026-03-01T09:32:00Z"));
    change.setActor("d***@example.com");
    change.setTool("gcloud.run.deploy");
    change.setDiff(
        List.of(
            new FieldChange("env.DB_HOST", "sha256:1", null),
            new FieldChange("env." + text, null, text),
            new FieldChange("limits.memory", "512Mi", "256Mi")));
    change.setSuspects(List.of(new Suspect("env.DB_HOST", 0.875, text)));
    change.setFindings(List.of(text, ""));
    change.setIndicator("errors_5xx");
    change.setControl(Control.SAME_MINUTES);
    change.setRequestsBefore(400L);
    change.setRequestsAfter(200L);
    change.setErrorRateBefore(0.01);
    change.setErrorRateAfter(0.25);
    change.setEffect(0.24);
    change.setEffectLow(0.18);
    change.setEffectHigh(0.3);
    change.setPValue(1e-9);
    change.setLatencyP95BeforeMs(80.5);
    change.setLatencyP95AfterMs(120.25);
    change.setLatencyChanged(true);
    change.setNewSignatures(List.of(text));
    change.setReason(text);
    change.setRequestsNeeded(7L);
    return change;
  }

  static long micros(String instant) {
    Instant time = Instant.parse(instant);
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
  }
}
