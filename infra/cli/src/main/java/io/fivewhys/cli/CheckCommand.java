// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Settings;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.objectives.ConfigurationFile;
import io.fivewhys.processors.objectives.InWords;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
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
        "Checks a configuration and writes nothing: prints what it says in plain words, or every fault with its line. With --live, what the services need.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "For example:",
      "  fivewhys check --config fivewhys.yaml",
      "  fivewhys check --live                            (exit code 0 or 2)",
      "  fivewhys check --schema > fivewhys.schema.json"
    })
final class CheckCommand implements Callable<Integer> {

  @Option(
      names = "--schema",
      description = "Print the JSON Schema of the file, for editors, and end.")
  private boolean schema;

  @Option(
      names = "--live",
      description =
          "Ask credentials, Kafka, Pub/Sub and the warehouse of these settings whether the services could work with them: a line each, and what to do.")
  private boolean live;

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
    if (live) {
      return look(settingsOptions.load(System.getenv(), Map.of()).settings());
    }
    Configuration said = settingsOptions.load(System.getenv(), Map.of()).configuration();
    print("objectives", said.objectives().stream().map(InWords::of));
    print("silences", said.silences().stream().map(InWords::of));
    print("maintenance", said.maintenances().stream().map(InWords::of));
    print("expected", said.expectations().stream().map(InWords::of));
    print("incidents", Stream.of(InWords.of(said.incidents())));
    return ExitCode.DONE;
  }

  private int look(Settings settings) {
    PrintWriter console = spec.commandLine().getOut();
    boolean fault = false;
    for (Function<Settings, List<Finding>> check :
        List.<Function<Settings, List<Finding>>>of(
            CredentialsCheck::run, KafkaCheck::run, PubSubCheck::run, WarehouseCheck::run)) {
      for (Finding finding : check.apply(settings)) {
        console.println(TerminalText.visible(finding.line()));
        fault |= finding.status() == Finding.Status.FAULT;
      }
    }
    return fault ? ExitCode.USAGE : ExitCode.DONE;
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
