// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import com.carrotsearch.hppc.LongHashSet;
import com.carrotsearch.hppc.LongObjectHashMap;
import com.carrotsearch.hppc.cursors.ObjectCursor;
import io.fivewhys.LatencyBucket;
import io.fivewhys.OpenMinute;
import io.fivewhys.PlatformError;
import io.fivewhys.PlatformEvent;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.SignatureCount;
import io.fivewhys.contract.LatencyBuckets;
import io.fivewhys.contract.PlatformEventHead;
import io.fivewhys.contract.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one revision did in one minute of event time, while the minute is open: live counts on the
 * heap.
 */
final class MinuteCell {

  static final long MINUTE_NANOS = 60_000_000_000L;

  /**
   * A streamed response that ended this close to the request timeout was cut by it, and lasted as
   * long as it might: a hundredth of the timeout, a second at most.
   */
  private static final long TIMEOUT_MARGIN_NANOS = 1_000_000_000L;

  private static final String OTHER = "other";

  private final Limits limits;

  private long requests;

  /** Start of the earliest request, nanoseconds; {@link Long#MAX_VALUE} without any. */
  private long firstRequestNanos = Long.MAX_VALUE;

  private long errors5xx;
  private long errors4xx;
  private long errorsAuth;
  private long errors429;
  private long connections;
  private long starts;
  private long exits;
  private long late;
  private final LatencyHistogram latencies = new LatencyHistogram();
  private final LongHashSet instances = new LongHashSet(4);

  private final LongObjectHashMap<SignatureCount> signatures = new LongObjectHashMap<>(0);

  /** What came when there were too many signatures already. */
  private @Nullable SignatureCount otherSignatures;

  /** Null while nothing was said. */
  private @Nullable Signals signals;

  /** Changed since the last snapshot went out. */
  boolean unpublished;

  /** What was said changed since it last went out. */
  boolean signalsUnpublished;

  /** Changed since the state was last saved. */
  boolean unsaved;

  MinuteCell(Limits limits) {
    this.limits = limits;
  }

  /**
   * @param message the whole event, decoded only where the head is not enough
   * @param timeoutNanos the revision's request timeout, {@link Long#MAX_VALUE} where unknown
   */
  void fold(PlatformEventHead head, byte[] message, long timeoutNanos) {
    boolean cut =
        head.body == PlatformEventHead.Body.REQUEST && wasCut(head.latencyNanos, timeoutNanos);
    foldSignals(head, message, cut && head.status >= 400 && !head.connection);
    switch (head.body) {
      case REQUEST -> foldRequest(head, message, cut);
      case LOG_LINE -> {
        if (head.error) {
          countErrorLine(head.signatureId, message);
        }
      }
      case INSTANCE_START -> starts++;
      case INSTANCE_EXIT -> {
        if (head.failed) {
          countError(message);
        }
        exits++;
      }
      case PROBE_RESULT -> {
        if (head.failed) {
          countError(message);
        }
      }
      case MEMORY_LIMIT -> countError(message);
      case SQL_EVENT, REVISION_ANNOUNCED, SERVICE_CHANGED, CONFIGURATION_CHANGE, METRIC_SAMPLE -> {
        return;
      }
    }
    if (head.instanceId != 0 && instances.size() < limits.instances()) {
      instances.add(head.instanceId);
    }
    changed();
  }

  /**
   * What the event says besides, which is all there is to a component that is no service.
   *
   * @param cut of a request: whether it failed at its revision's request timeout
   */
  void foldSignals(PlatformEventHead head, byte[] message, boolean cut) {
    if (!cut && !Signals.speaks(head)) {
      return;
    }
    if (signals == null) {
      signals = new Signals(limits.targets());
    }
    if (signals.fold(head, message, cut)) {
      signalsUnpublished = true;
      unsaved = true;
    }
  }

  void countLate() {
    late++;
    changed();
  }

  private void foldRequest(PlatformEventHead head, byte[] message, boolean cut) {
    if (head.platformError != PlatformError.NONE) {
      countError(message); // first, as it is what may find the message damaged
    }
    requests++;
    firstRequestNanos = Math.min(firstRequestNanos, head.entryTimeNanos);
    int status = head.status;
    if (status >= 500 && status < 600) {
      errors5xx++;
    } else if (status >= 400 && status < 500) {
      errors4xx++;
      if (status == 401 || status == 403) {
        errorsAuth++;
      } else if (status == 429) {
        errors429++;
      }
    }
    if (head.connection || status < 400 && cut) {
      connections++;
    } else if (head.latencyNanos >= 0 && reachedAnInstance(head.platformError)) {
      latencies.add(head.latencyNanos);
    }
  }

  /** Else how long the platform waited before it gave up says nothing of the service's speed. */
  private static boolean reachedAnInstance(PlatformError error) {
    return switch (error) {
      case NO_AVAILABLE_INSTANCE, INSTANCE_LIMIT, NOT_AUTHORIZED, NOT_AUTHENTICATED -> false;
      case NONE,
          OTHER,
          INSTANCE_START_FAILED,
          MEMORY_LIMIT,
          MALFORMED_RESPONSE,
          READINESS_CHECK_FAILED,
          REQUEST_TIMEOUT ->
          true;
    };
  }

  private static boolean wasCut(long latencyNanos, long timeoutNanos) {
    return latencyNanos >= timeoutNanos - Math.min(TIMEOUT_MARGIN_NANOS, timeoutNanos / 100);
  }

  /** An error line names its signature up front: only the first of a minute need be decoded. */
  private void countErrorLine(long signatureId, byte[] message) {
    SignatureCount known = signatures.get(signatureId);
    if (known == null) {
      countError(message);
    } else {
      known.setCount(known.getCount() + 1);
    }
  }

  private void countError(byte[] message) {
    countError(Topics.EVENTS.codec().decode(message));
  }

  private void countError(PlatformEvent event) {
    ErrorText error = ErrorText.of(event);
    SignatureCount known = signatures.get(error.signatureId());
    if (known == null && signatures.size() >= limits.signatures()) {
      known = otherSignatures;
    }
    if (known != null) {
      known.setCount(known.getCount() + 1);
    } else if (signatures.size() < limits.signatures()) {
      String id = HexFormat.of().toHexDigits(error.signatureId());
      signatures.put(
          error.signatureId(), new SignatureCount(id, error.signature(), 1L, error.example()));
    } else {
      otherSignatures =
          new SignatureCount(OTHER, "further signatures of this minute", 1L, error.example());
    }
  }

  private void changed() {
    unpublished = true;
    unsaved = true;
  }

  /**
   * @param observedNanos event time reached
   */
  ServiceMinute snapshot(Series.Name name, long minute, long observedNanos, boolean closed) {
    List<LatencyBucket> histogram = latencies.buckets();
    int[] buckets = histogram.stream().mapToInt(LatencyBucket::getBucket).toArray();
    long[] counts = histogram.stream().mapToLong(LatencyBucket::getCount).toArray();
    return ServiceMinute.newBuilder()
        .setProject(name.project())
        .setLocation(name.location())
        .setService(name.component())
        .setRevision(name.revision())
        .setWindowStart(minute * 60_000_000L)
        .setClosed(closed)
        .setObservedAt(observedNanos / 1_000)
        .setFirstRequestAt(requests == 0 ? null : Math.floorDiv(firstRequestNanos, 1_000))
        .setRequests(requests)
        .setErrors5xx(errors5xx)
        .setErrors4xx(errors4xx)
        .setErrorsAuth(errorsAuth)
        .setErrors429(errors429)
        .setErrorRate(requests == 0 ? null : (double) errors5xx / requests)
        .setConnections(connections)
        .setP50Ms(quantile(buckets, counts, 0.50))
        .setP90Ms(quantile(buckets, counts, 0.90))
        .setP95Ms(quantile(buckets, counts, 0.95))
        .setP99Ms(quantile(buckets, counts, 0.99))
        .setLatencyHistogram(histogram)
        .setInstances(instances.size())
        .setInstanceStarts(starts)
        .setInstanceExits(exits)
        .setLateEntries(late)
        .setSignatures(signatures())
        .build();
  }

  /**
   * Null while nothing was said; once something was, never again.
   *
   * @param observedNanos event time reached
   */
  @Nullable SignalMinute signals(
      Series.Name name, long minute, long observedNanos, boolean closed) {
    return signals == null ? null : signals.snapshot(name, minute, observedNanos, closed);
  }

  /** All there is to go on from, for the changelog. */
  OpenMinute save(Series.Name name, long minute) {
    long[] ids = instances.toArray();
    Arrays.sort(ids);
    return new OpenMinute(
        snapshot(name, minute, 0, false),
        Arrays.stream(ids).boxed().toList(),
        signals == null ? null : signals.save(name, minute),
        signals == null ? List.of() : signals.durations());
  }

  /** Takes up where a saved minute was left. */
  void restore(OpenMinute saved) {
    ServiceMinute minute = saved.getMinute();
    requests = minute.getRequests();
    Long firstRequest = minute.getFirstRequestAt();
    firstRequestNanos = firstRequest == null ? Long.MAX_VALUE : firstRequest * 1_000;
    errors5xx = minute.getErrors5xx();
    errors4xx = minute.getErrors4xx();
    errorsAuth = minute.getErrorsAuth();
    errors429 = minute.getErrors429();
    connections = minute.getConnections();
    starts = minute.getInstanceStarts();
    exits = minute.getInstanceExits();
    late = minute.getLateEntries();
    minute
        .getLatencyHistogram()
        .forEach(bucket -> latencies.add(bucket.getBucket(), bucket.getCount()));
    saved.getInstanceIds().forEach(instances::add);
    for (SignatureCount count : minute.getSignatures()) {
      if (count.getSignatureId().equals(OTHER)) {
        otherSignatures = count;
      } else {
        signatures.put(HexFormat.fromHexDigitsToLong(count.getSignatureId()), count);
      }
    }
    unpublished = true;
    if (saved.getSignals() != null) {
      signals = new Signals(limits.targets());
      signals.restore(saved.getSignals(), saved.getDurations());
      signalsUnpublished = true;
    }
  }

  private static @Nullable Double quantile(int[] buckets, long[] counts, double q) {
    return buckets.length == 0 ? null : LatencyBuckets.quantile(buckets, counts, q);
  }

  /** Copies, ascending by id; what is past the limit last. */
  private List<SignatureCount> signatures() {
    List<SignatureCount> copies = new ArrayList<>(signatures.size() + 1);
    for (ObjectCursor<SignatureCount> count : signatures.values()) {
      copies.add(SignatureCount.newBuilder(count.value).build());
    }
    copies.sort(Comparator.comparing(SignatureCount::getSignatureId));
    if (otherSignatures != null) {
      copies.add(SignatureCount.newBuilder(otherSignatures).build());
    }
    return copies;
  }
}
