// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import com.google.api.gax.rpc.BidiStreamingCallable;
import com.google.api.gax.rpc.ClientStream;
import com.google.api.gax.rpc.ResponseObserver;
import com.google.api.gax.rpc.StreamController;
import com.google.logging.v2.TailLogEntriesRequest;
import com.google.logging.v2.TailLogEntriesResponse;
import com.google.logging.v2.TailLogEntriesResponse.SuppressionInfo;
import io.fivewhys.ingest.google.ApiSource.Access;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One session of the tail API. A response is asked for when the one before is taken, so that a slow
 * reader is noticed where entries can be left out and counted, and never fills this memory.
 */
final class LiveSource implements AutoCloseable {

  private sealed interface Signal {}

  private record Came(TailLogEntriesResponse response) implements Signal {}

  /** The session is over, without a failure where Google ended it in order. */
  private record Over(@Nullable Throwable failure) implements Signal {}

  private final Access access;

  /** A response that was asked for, and the end. */
  private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(4);

  private final Observer observer = new Observer();

  LiveSource(
      BidiStreamingCallable<TailLogEntriesRequest, TailLogEntriesResponse> api,
      TailLogEntriesRequest request,
      Access access) {
    this.access = access;
    ClientStream<TailLogEntriesRequest> requests = api.splitCall(observer);
    try {
      requests.send(request);
    } catch (IllegalStateException e) {
      // It failed before it began; the observer hears why.
    }
  }

  /**
   * What came next; null when nothing did in this time.
   *
   * @throws ApiFailure when the session is over
   */
  @Nullable Entries poll(Duration patience) throws InterruptedException {
    Signal signal = signals.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    return switch (signal) {
      case null -> null;
      case Came(TailLogEntriesResponse response) -> {
        observer.request();
        yield LogEntryWriter.of(response.getEntriesList(), "", suppressed(response));
      }
      case Over(Throwable failure) ->
          throw failure == null
              ? new ApiFailure(ApiFailure.Kind.PASSING, "Google ended the session", null)
              : ApiSource.failure(failure, access);
    };
  }

  private static Map<String, Long> suppressed(TailLogEntriesResponse response) {
    Map<String, Long> counts = new TreeMap<>();
    for (SuppressionInfo info : response.getSuppressionInfoList()) {
      String reason =
          switch (info.getReason()) {
            case RATE_LIMIT -> "more entries a minute than a tail may carry";
            case NOT_CONSUMED -> "not read fast enough here";
            case REASON_UNSPECIFIED, UNRECOGNIZED -> "no reason given";
          };
      counts.merge(reason, (long) info.getSuppressedCount(), Long::sum);
    }
    return counts;
  }

  @Override
  public void close() {
    observer.cancel();
  }

  private final class Observer implements ResponseObserver<TailLogEntriesResponse> {

    private volatile @Nullable StreamController controller;

    @Override
    public void onStart(StreamController started) {
      controller = started;
      started.disableAutoInboundFlowControl();
      started.request(1);
    }

    void request() {
      StreamController started = controller;
      if (started != null) {
        started.request(1);
      }
    }

    void cancel() {
      StreamController started = controller;
      if (started != null) {
        started.cancel();
      }
    }

    @Override
    public void onResponse(TailLogEntriesResponse response) {
      signals.add(new Came(response));
    }

    @Override
    public void onError(Throwable failure) {
      signals.add(new Over(failure));
    }

    @Override
    public void onComplete() {
      signals.add(new Over(null));
    }
  }
}
