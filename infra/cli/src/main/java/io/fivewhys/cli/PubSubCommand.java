// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.local.pubsub.PubSubFaults;
import io.fivewhys.local.pubsub.PubSubServer;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Pub/Sub on this machine, until it is ended. */
@Command(
    name = "pubsub",
    description =
        "Serves Google Cloud Pub/Sub on loopback, in memory, for the usual clients of any language. Ctrl-C ends it, and all it holds is gone.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "For example:",
      "  fivewhys pubsub --topic logs --subscription ingest=logs",
      "  PUBSUB_EMULATOR_HOST=127.0.0.1:8085 python my_subscriber.py"
    })
final class PubSubCommand implements Callable<Integer> {

  private static final int GOODBYE_SECONDS = 20;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "8085",
      description = "On 127.0.0.1; 0 takes a free one; default ${DEFAULT-VALUE}.")
  private int port = 8085;

  @Option(
      names = "--project",
      paramLabel = "P",
      defaultValue = "local",
      description = "Of names that say none; default ${DEFAULT-VALUE}.")
  private String project = "local";

  @Option(
      names = "--topic",
      paramLabel = "T",
      description = "Make this topic: an id, or projects/P/topics/T. May be repeated.")
  private List<String> topics = List.of();

  @Option(
      names = "--subscription",
      paramLabel = "S=T",
      description =
          "Make this subscription, and its topic where it was not named. May be repeated.")
  private Map<String, String> subscriptions = Map.of();

  @Spec
  @SuppressWarnings("NullAway.Init") // given by picocli
  private CommandSpec spec;

  @Override
  public Integer call() {
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(interrupter(Thread.currentThread(), closed));
    try (PubSubServer server = started()) {
      fill(server);
      tell(server.address());
      new CountDownLatch(1).await();
    } catch (IllegalArgumentException e) {
      throw new Failures.UsageException(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      spec.commandLine().getErr().println("ended");
    } finally {
      closed.countDown();
    }
    return ExitCode.DONE;
  }

  private PubSubServer started() {
    try {
      return PubSubServer.onLoopback(port, PubSubFaults.NONE);
    } catch (UncheckedIOException e) {
      throw new Failures.UsageException(e.getMessage() + "; name another with --port");
    }
  }

  private void fill(PubSubServer server) {
    Set<String> named = new LinkedHashSet<>();
    topics.forEach(topic -> named.add(name("topics", topic)));
    subscriptions.values().forEach(topic -> named.add(name("topics", topic)));
    named.forEach(server::createTopic);
    subscriptions.forEach((subscription, topic) ->
        server.createSubscription(name("subscriptions", subscription), name("topics", topic)));
  }

  private String name(String kind, String said) {
    return said.contains("/") ? said : "projects/" + project + "/" + kind + "/" + said;
  }

  private void tell(String address) {
    PrintWriter console = spec.commandLine().getOut();
    console.printf("Pub/Sub: %s, plaintext, no credentials, in memory%n", address);
    topics.forEach(topic -> console.printf("  topic %s%n", name("topics", topic)));
    subscriptions.forEach((subscription, topic) ->
        console.printf(
            "  subscription %s of %s%n",
            name("subscriptions", subscription), name("topics", topic)));
    console.printf("clients that know the emulator: export PUBSUB_EMULATOR_HOST=%s%n", address);
    console.printf("fivewhys itself: FIVEWHYS_PUBSUB_ENDPOINT=%s%n", address);
    console.println("Java: a plaintext channel to it, and NoCredentialsProvider. Ctrl-C ends it");
  }

  /** On Ctrl-C: lets the thread close the server, and waits for that. */
  private static Thread interrupter(Thread running, CountDownLatch closed) {
    return Thread.ofPlatform()
        .unstarted(() -> {
          running.interrupt();
          try {
            closed.await(GOODBYE_SECONDS, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
