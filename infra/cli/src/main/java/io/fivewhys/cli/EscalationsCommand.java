// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.google.api.gax.rpc.ApiException;
import io.fivewhys.Escalation;
import io.fivewhys.cli.Failures.UsageException;
import io.fivewhys.contract.Settings;
import io.fivewhys.sinks.pubsub.EscalationSchema;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Escalations, in the shapes that other tools take. */
@Command(
    name = "escalations",
    description =
        "Writes the escalations of a warehouse, or those of a Pub/Sub subscription as they come, in the shape that another tool takes; or POSTs them to it.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "json: one escalation a line, as in escalations.ndjson",
      "alertmanager: the body of one POST to /api/v2/alerts, an alert for each incident; with --follow",
      "  or --forward one for each escalation",
      "alertmanager-webhook: what an Alertmanager sends to its webhooks, a line each",
      "pagerduty: a body for Events API v2 a line; put your key in the place of ROUTING_KEY",
      "slack: a message of blocks a line, for an incoming webhook",
      "chat: a card a line, for a webhook of Google Chat",
      "",
      "Exit code 4 when --forward without --follow could not hand on every escalation."
    })
final class EscalationsCommand implements Callable<Integer> {

  @Option(
      names = "--format",
      paramLabel = "json|alertmanager|alertmanager-webhook|pagerduty|slack|chat",
      defaultValue = "json",
      description = "Default ${DEFAULT-VALUE}.")
  private EscalationFormat format = EscalationFormat.JSON;

  @Option(
      names = "--schema",
      description = "Print the Avro schema for the Pub/Sub topic of escalations, and end.")
  private boolean schema;

  @Option(
      names = "--follow",
      description = "Take them from --subscription as they come, until interrupted.")
  private boolean follow;

  @Option(
      names = "--subscription",
      paramLabel = "projects/P/subscriptions/S",
      description = "Of the topic that sinks publish escalations to; for --follow.")
  private @Nullable String subscription;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "With --follow, end after so many escalations; 0: never.")
  private long limit;

  @Mixin private ForwardOptions forward = new ForwardOptions();

  @Mixin private IncidentOptions incidents = new IncidentOptions();

  @Mixin private SettingsOptions settings = new SettingsOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // given by picocli
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (schema) {
      print(EscalationSchema.definition());
      return ExitCode.DONE;
    }
    if (follow != (subscription != null)) {
      throw new UsageException("--follow and --subscription go together");
    }
    if (subscription != null) {
      if (!subscription.matches("projects/[^/\\s]+/subscriptions/[^/\\s]+")) {
        throw new UsageException(
            "--subscription: expected projects/P/subscriptions/S, got '" + subscription + "'");
      }
      return followed(subscription);
    }
    if (forward.given()) {
      return forwarded();
    }
    print(format.of(incidents.all()));
    return ExitCode.DONE;
  }

  /** Every step in the warehouse, each once. */
  private int forwarded() throws InterruptedException {
    boolean all = true;
    try (WebhookForwarder to = forwarder(pause -> Thread.sleep(pause))) {
      for (Incident incident : incidents.all()) {
        for (Escalation step : incident.steps()) {
          String id = step.getIncidentId() + "/" + step.getSequence();
          switch (to.give(id, step)) {
            case Delivery.Arrived() -> {}
            case Delivery.Refused(String reason) -> {
              tell(TerminalText.plain(id) + ": " + reason);
              all = false;
            }
            case Delivery.Unreachable(String reason) -> {
              tell(TerminalText.plain(id) + ": " + reason + "; try again later");
              return ExitCode.REJECTED; // the others would wait as long, for nothing
            }
          }
        }
      }
    }
    return all ? ExitCode.DONE : ExitCode.REJECTED;
  }

  private int followed(String from) throws InterruptedException {
    Map<String, String> environment = System.getenv();
    String endpoint = settings.load(environment, Map.of()).settings().get(Settings.PUBSUB_ENDPOINT);
    Following following = new Following();
    try (WebhookForwarder to = forward.given() ? forwarder(following::pause) : null;
        EscalationSubscription source =
            new EscalationSubscription(
                from, endpoint, to == null ? following::print : to, this::tell, limit)) {
      following.source = source;
      Runtime.getRuntime().addShutdownHook(new Thread(source::close, "goodbye"));
      source.start();
      source.done().get();
      return ExitCode.DONE;
    } catch (ExecutionException e) {
      throw ended(from, e.getCause());
    }
  }

  private static RuntimeException ended(String from, @Nullable Throwable cause) {
    if (cause instanceof ApiException answered) {
      return new UsageException(
          from
              + ": "
              + answered.getMessage()
              + "; see that the subscription is there and that you may read it"
              + " (roles/pubsub.subscriber), or which server pubsub.endpoint names");
    }
    return new IllegalStateException("the subscription ended", cause);
  }

  private WebhookForwarder forwarder(WebhookForwarder.Pause pause) {
    return new WebhookForwarder(
        forward.target(format, System.getenv()),
        RetrySchedule.DEFAULT,
        InstantSource.system(),
        RandomGenerator.getDefault(),
        pause);
  }

  private void print(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(text);
    out.flush();
  }

  private void tell(String line) {
    spec.commandLine().getErr().println("fivewhys: " + line);
  }

  /** What is given to, and needs the source, which is made after it. */
  private final class Following {
    volatile @Nullable EscalationSubscription source;

    void pause(Duration duration) throws InterruptedException {
      EscalationSubscription known = source;
      if (known != null) {
        known.pause(duration);
      }
    }

    Delivery print(String id, Escalation escalation) {
      EscalationsCommand.this.print(format.step(escalation));
      EscalationSubscription known = source;
      if (spec.commandLine().getOut().checkError() && known != null) {
        known.stop();
        return new Delivery.Unreachable("nobody reads the output any more");
      }
      return new Delivery.Arrived();
    }
  }
}
