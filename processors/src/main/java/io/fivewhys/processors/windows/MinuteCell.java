// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import com.carrotsearch.hppc.LongHashSet;
import io.fivewhys.LatencyBucket;
import io.fivewhys.OpenMinute;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignatureCount;
import io.fivewhys.contract.LatencyBuckets;
import io.fivewhys.contract.PlatformEventHead;
import io.fivewhys.contract.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one revision did in one minute of event time, while the minute is open: live counts on the
 * heap.
 */
final class MinuteCell {

  static final long MINUTE_NANOS = 60_000_000_000L;

  /**
   * A streamed response that ended within this of the request timeout was cut by it, and lasted as
   * long as it might.
   */
  private static final long TIMEOUT_MARGIN_NANOS = 1_000_000_000L;

  private static final String OTHER = "other";

  private final int maxInstances;
  private final int maxSignatures;

  private long requests;
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

  /** By id as hex digits, so that it is written in one order; null until there is an error. */
  private @Nullable TreeMap<String, SignatureCount> signatures;

  /** Changed since the last snapshot went out. */
  boolean unpublished;

  /** Changed since the state was last saved. */
  boolean unsaved;

  MinuteCell(int maxInstances, int maxSignatures) {
    this.maxInstances = maxInstances;
    this.maxSignatures = maxSignatures;
  }

  /**
   * @param message the whole event, decoded only where the head is not enough
   * @param timeoutNanos the revision's request timeout, {@link Long#MAX_VALUE} where unknown
   */
  void fold(PlatformEventHead head, byte[] message, long timeoutNanos) {
    switch (head.body) {
      case REQUEST -> foldRequest(head, message, timeoutNanos);
      case LOG_LINE -> {
        if (head.error) {
          countError(message);
        }
      }
      case INSTANCE_START -> starts++;
      case INSTANCE_EXIT -> {
        exits++;
        if (head.failed) {
          countError(message);
        }
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
    if (head.instanceId != 0 && instances.size() < maxInstances) {
      instances.add(head.instanceId);
    }
    changed();
  }

  void countLate() {
    late++;
    changed();
  }

  private void foldRequest(PlatformEventHead head, byte[] message, long timeoutNanos) {
    requests++;
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
    if (head.connection
        || status < 400 && head.latencyNanos >= timeoutNanos - TIMEOUT_MARGIN_NANOS) {
      connections++;
    } else if (head.latencyNanos >= 0) {
      latencies.add(head.latencyNanos);
    }
    if (head.platformError) {
      countError(message);
    }
  }

  private void countError(byte[] message) {
    ErrorText error = ErrorText.of(Topics.EVENTS.codec().decode(message));
    if (signatures == null) {
      signatures = new TreeMap<>();
    }
    String id = HexFormat.of().toHexDigits(error.signatureId());
    if (!signatures.containsKey(id) && signatures.size() >= maxSignatures) {
      id = OTHER;
    }
    SignatureCount count = signatures.get(id);
    if (count == null) {
      String signature = id.equals(OTHER) ? "further signatures of this minute" : error.signature();
      signatures.put(id, new SignatureCount(id, signature, 1L, error.example()));
    } else {
      count.setCount(count.getCount() + 1);
    }
  }

  private void changed() {
    unpublished = true;
    unsaved = true;
  }

  ServiceMinute snapshot(Series.Name name, long minute, boolean closed) {
    List<LatencyBucket> histogram = latencies.buckets();
    int[] buckets = histogram.stream().mapToInt(LatencyBucket::getBucket).toArray();
    long[] counts = histogram.stream().mapToLong(LatencyBucket::getCount).toArray();
    return ServiceMinute.newBuilder()
        .setProject(name.project())
        .setLocation(name.location())
        .setService(name.service())
        .setRevision(name.revision())
        .setWindowStart(minute * 60_000_000L)
        .setClosed(closed)
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
        .setSignatures(signatures == null ? List.of() : copies(signatures))
        .build();
  }

  /** All there is to go on from, for the changelog. */
  OpenMinute save(Series.Name name, long minute) {
    long[] ids = instances.toArray();
    Arrays.sort(ids);
    return new OpenMinute(snapshot(name, minute, false), Arrays.stream(ids).boxed().toList());
  }

  /** Takes up where a saved minute was left. */
  void restore(OpenMinute saved) {
    ServiceMinute minute = saved.getMinute();
    requests = minute.getRequests();
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
    if (!minute.getSignatures().isEmpty()) {
      signatures = new TreeMap<>();
      minute.getSignatures().forEach(count -> signatures.put(count.getSignatureId(), count));
    }
    unpublished = true;
  }

  private static @Nullable Double quantile(int[] buckets, long[] counts, double q) {
    return buckets.length == 0 ? null : LatencyBuckets.quantile(buckets, counts, q);
  }

  private static List<SignatureCount> copies(TreeMap<String, SignatureCount> signatures) {
    List<SignatureCount> copies = new ArrayList<>(signatures.size());
    signatures.values().forEach(count -> copies.add(SignatureCount.newBuilder(count).build()));
    return copies;
  }
}
