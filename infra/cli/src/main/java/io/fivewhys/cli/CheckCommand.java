// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.objectives.ConfigurationFile;
import io.fivewhys.processors.objectives.InWords;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether a configuration is understood, and as what. */
@Command(
    name = "check",
    description =
        "Checks a configuration, reads nothing else and writes nothing: prints what it says in plain words, or every fault with its line.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "For example:",
      "  fivewhys check --config fivewhys.yaml",
      "  fivewhys check --schema > fivewhys.schema.json"
    })
final class CheckCommand implements Callable<Integer> {

  @Option(
      names = "--schema",
      description = "Print the JSON Schema of the file, for editors, and end.")
  private boolean schema;

  @Mixin private SettingsOptions settingsOptions = new SettingsOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // given by picocli
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    if (schema) {
      console.print(schema());
      console.flush();
      return ExitCode.DONE;
    }
    Configuration said = settingsOptions.load(System.getenv(), Map.of()).configuration();
    print("objectives", said.objectives().stream().map(InWords::of));
    print("silences", said.silences().stream().map(InWords::of));
    print("maintenance", said.maintenances().stream().map(InWords::of));
    print("expected", said.expectations().stream().map(InWords::of));
    print("incidents", Stream.of(InWords.of(said.incidents())));
    return ExitCode.DONE;
  }

  private void print(String title, Stream<String> lines) {
    PrintWriter console = spec.commandLine().getOut();
    String shown =
        lines.map(line -> "  " + line + System.lineSeparator()).reduce("", String::concat);
    if (!shown.isEmpty()) {
      console.println(title + ":");
      console.print(shown);
      console.flush();
    }
  }

  private static String schema() throws IOException {
    try (InputStream in = ConfigurationFile.class.getResourceAsStream(ConfigurationFile.SCHEMA)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
