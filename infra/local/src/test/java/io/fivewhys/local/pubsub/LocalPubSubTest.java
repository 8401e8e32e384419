// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class LocalPubSubTest extends PubSubContract {

  private static PubSubServer server;

  @BeforeAll
  static void start() {
    server = PubSubServer.onLoopback();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  String address() {
    return server.address();
  }

  @Override
  Set<Gap> gaps() {
    return Set.of();
  }
}
