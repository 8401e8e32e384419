// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.local.pubsub.Client.Got;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What subscribers and publishers rely on, tried with the unmodified client library. */
abstract class PubSubContract {

  private static final int PATIENCE_SECONDS = 30;

  Client client;
  final BlockingQueue<Got> inbox = new LinkedBlockingQueue<>();

  /** Host and port of a running server. */
  abstract String address();

  @BeforeEach
  void connect() throws IOException {
    client = new Client(address());
  }

  @AfterEach
  void disconnect() throws Exception {
    client.close();
  }

  Got next() throws InterruptedException {
    Got got = inbox.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(got).as("a message within %s s", PATIENCE_SECONDS).isNotNull();
    return got;
  }

  void collect(String subscription) {
    client.subscribe(subscription, (message, reply) -> inbox.add(new Got(message, reply)));
  }

  @Test
  void a_published_message_reaches_every_subscription() throws Exception {
    String topic = client.topic();
    collect(client.subscription(topic));
    collect(client.subscription(topic));

    List<String> ids = client.publish(topic, List.of(Client.with("hello", "colour", "red")));

    for (int i = 0; i < 2; i++) {
      Got got = next();
      got.reply().ack();
      assertThat(got.text()).isEqualTo("hello");
      assertThat(got.message().getMessageId()).isEqualTo(ids.getFirst());
      assertThat(got.message().getAttributesMap()).containsEntry("colour", "red");
      assertThat(got.message().getPublishTime().getSeconds()).isPositive();
    }
  }

  @Test
  void all_of_many_messages_arrive() throws Exception {
    String topic = client.topic();
    collect(client.subscription(topic));
    List<String> texts = IntStream.range(0, 900).mapToObj(Integer::toString).toList();

    client.publish(topic, texts.toArray(String[]::new));

    Set<String> seen = new HashSet<>();
    while (seen.size() < texts.size()) {
      Got got = next();
      got.reply().ack();
      seen.add(got.text());
    }
  }

  @Test
  void a_refused_message_comes_again() throws Exception {
    String topic = client.topic();
    collect(client.subscription(topic));
    client.publish(topic, "again");

    next().reply().nack();

    Got second = next();
    second.reply().ack();
    assertThat(second.text()).isEqualTo("again");
  }
}
