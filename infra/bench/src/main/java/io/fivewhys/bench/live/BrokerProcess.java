// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench.live;

import io.fivewhys.contract.Topics;
import io.fivewhys.local.LocalBroker;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * The embedded broker in a JVM of its own: folder, port, controller's port, advertised port,
 * partitions.
 */
final class BrokerProcess {

  private BrokerProcess() {}

  public static void main(String[] args) throws InterruptedException {
    LocalBroker broker =
        new LocalBroker(
            Path.of(args[0]),
            Integer.parseInt(args[1]),
            Integer.parseInt(args[2]),
            Integer.parseInt(args[3]));
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
    broker.start().createTopics(Topics.ALL, Integer.parseInt(args[4]));
    System.out.println(LiveServices.STARTED);
    new CountDownLatch(1).await();
  }
}
