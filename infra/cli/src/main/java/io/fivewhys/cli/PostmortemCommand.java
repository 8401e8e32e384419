// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One incident as Markdown. */
@Command(
    name = "postmortem",
    description = "Writes one incident as Markdown: timeline, impact, whys, evidence, actions.",
    mixinStandardHelpOptions = true,
    footer = {"", "For example:", "  fivewhys postmortem 3f2a > postmortem.md"})
final class PostmortemCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "INCIDENT",
      description = "Its id, or as much of its begin as no other has.")
  private String incident = "";

  @Mixin private IncidentOptions incidents = new IncidentOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // given by picocli
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(Postmortem.of(incidents.named(incident)));
    spec.commandLine().getOut().flush();
    return ExitCode.DONE;
  }
}
