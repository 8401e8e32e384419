// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench.live;

import io.fivewhys.local.pubsub.PubSubFaults;
import io.fivewhys.local.pubsub.PubSubServer;
import io.fivewhys.local.pubsub.SeededFaults;
import java.util.concurrent.CountDownLatch;

/** The local Pub/Sub in a JVM of its own: port, seed of its faults or "none". */
final class PubSubProcess {

  /** Of a hundred messages two come twice, five out of order, one's lease runs out early. */
  private static final SeededFaults.Rates RATES =
      new SeededFaults.Rates(0.02, 0.05, 0.01, 0.001, 0.01, 100);

  private PubSubProcess() {}

  public static void main(String[] args) throws InterruptedException {
    PubSubFaults faults =
        args[1].equals("none")
            ? PubSubFaults.NONE
            : new SeededFaults(Long.parseLong(args[1]), RATES);
    PubSubServer server = PubSubServer.onLoopback(Integer.parseInt(args[0]), faults);
    server.createTopic(LiveServices.LOGS_TOPIC);
    server.createSubscription(LiveServices.LOGS_SUBSCRIPTION, LiveServices.LOGS_TOPIC);
    server.createTopic(LiveServices.ESCALATIONS_TOPIC);
    server.createSubscription(
        LiveServices.ESCALATIONS_SUBSCRIPTION, LiveServices.ESCALATIONS_TOPIC);
    System.out.println(LiveServices.STARTED);
    new CountDownLatch(1).await();
  }
}
