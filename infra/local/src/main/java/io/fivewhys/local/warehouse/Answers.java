// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.storage.v1.AppendRowsResponse;
import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** The answers of one connection, in order: those after one that is late wait for it. */
final class Answers {

  private record Answer(Duration late, Runnable give) {}

  private final StreamObserver<AppendRowsResponse> client;
  private final ServerTime time;
  private final Deque<Answer> waiting = new ArrayDeque<>();
  private boolean held;
  private boolean gone;

  Answers(StreamObserver<AppendRowsResponse> client, ServerTime time) {
    this.client = client;
    this.time = time;
  }

  void give(AppendRowsResponse answer, Duration late) {
    give(new Answer(late, () -> client.onNext(answer)));
  }

  void fail(Status why) {
    give(
        new Answer(Duration.ZERO, () -> client.onError(StatusProto.toStatusRuntimeException(why))));
  }

  void complete() {
    give(new Answer(Duration.ZERO, client::onCompleted));
  }

  /** Nobody is there to hear them any more. */
  synchronized void gone() {
    gone = true;
    waiting.clear();
  }

  private synchronized void give(Answer answer) {
    if (!gone) {
      waiting.addLast(answer);
      drain();
    }
  }

  private void drain() {
    while (!held && !waiting.isEmpty()) {
      Answer next = waiting.removeFirst();
      if (next.late().isZero()) {
        next.give().run();
      } else {
        held = true;
        time.after(next.late(), () -> release(next));
      }
    }
  }

  private synchronized void release(Answer late) {
    held = false;
    if (!gone) {
      late.give().run();
      drain();
    }
  }
}
