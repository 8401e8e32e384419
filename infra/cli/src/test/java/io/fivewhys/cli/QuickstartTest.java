// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** What the quick start's VM is told, with the little of Terraform's templates that it uses. */
class QuickstartTest {

  private static final Path TEMPLATE =
      Path.of("..", "terraform", "examples", "quickstart", "cloud-init.yaml");
  private static final String IMAGE = "europe-west1-docker.pkg.dev/acme/fivewhys/fivewhys:1";
  private static final String SUBSCRIPTION = "projects/acme/subscriptions/fivewhys-logs";

  @ParameterizedTest
  @ValueSource(strings = {"", "projects/acme/topics/fivewhys-escalations"})
  void the_machine_runs_a_command_that_there_is(String topic) throws IOException {
    Map<String, String> files = files(rendered(topic));

    String unit = files.get("/etc/systemd/system/fivewhys.service");
    String run =
        unit.lines().filter(line -> line.startsWith("ExecStart=")).findFirst().orElseThrow();
    String[] arguments = run.substring(run.indexOf(IMAGE) + IMAGE.length()).strip().split(" ");
    assertThat(arguments[0]).isEqualTo("watch");
    ParseResult parsed =
        new CommandLine(new WatchCommand())
            .parseArgs(Arrays.copyOfRange(arguments, 1, arguments.length));
    assertThat(parsed.<String>matchedOptionValue("--subscription", "")).isEqualTo(SUBSCRIPTION);
    assertThat(parsed.<Path>matchedOptionValue("--data", Path.of("/"))).isEqualTo(Path.of("/data"));
    assertThat(unit).contains("--registries=europe-west1-docker.pkg.dev\n");
    assertThat(files.get("/etc/fivewhys/environment").contains("ESCALATIONS_TOPIC=" + topic))
        .isEqualTo(!topic.isEmpty());
  }

  private static String rendered(String topic) throws IOException {
    String text = Files.readString(TEMPLATE);
    text =
        topic.isEmpty()
            ? text.replaceAll("(?s)%\\{ if .*?%\\{ endif ~}\n", "")
            : text.replaceAll("%\\{.*}\n", "");
    text =
        text.replace("${split(\"/\", image)[0]}", IMAGE.substring(0, IMAGE.indexOf('/')))
            .replace("${image}", IMAGE)
            .replace("${subscription}", SUBSCRIPTION)
            .replace("${escalations_topic}", topic)
            .replace("${data_disk}", "fivewhys-data");
    assertThat(text).doesNotContain("${", "%{");
    return text;
  }

  /** Their contents by their paths. */
  private static Map<String, String> files(String cloudInit) {
    Map<String, List<Map<String, String>>> read =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(cloudInit);
    return read.get("write_files").stream()
        .collect(Collectors.toMap(file -> file.get("path"), file -> file.get("content")));
  }
}
