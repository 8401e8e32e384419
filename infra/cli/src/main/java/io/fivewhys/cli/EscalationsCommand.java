// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Escalations, in the shapes that other tools take. */
@Command(
    name = "escalations",
    description = "Writes the escalations of a warehouse in the shape that another tool takes.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "json: one escalation a line, as in escalations.ndjson",
      "alertmanager: the body of one POST to /api/v2/alerts, an alert for each incident",
      "pagerduty: a body for Events API v2 a line; put your key in the place of ROUTING_KEY",
      "slack: a message of blocks a line, for an incoming webhook"
    })
final class EscalationsCommand implements Callable<Integer> {

  @Option(
      names = "--format",
      paramLabel = "json|alertmanager|pagerduty|slack",
      defaultValue = "json",
      description = "Default ${DEFAULT-VALUE}.")
  private EscalationFormat format = EscalationFormat.JSON;

  @Mixin private IncidentOptions incidents = new IncidentOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // given by picocli
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(format.of(incidents.all()));
    spec.commandLine().getOut().flush();
    return ExitCode.DONE;
  }
}
