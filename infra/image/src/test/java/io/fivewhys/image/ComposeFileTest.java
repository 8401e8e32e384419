// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.cli.FivewhysApp;
import io.fivewhys.contract.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine.Command;

/** What the Compose file asks of fivewhys is what fivewhys has. */
class ComposeFileTest {

  private static final Path FILE =
      Path.of(System.getProperty("fivewhys.root")).resolve("infra/image/docker-compose.yaml");

  private static final Map<String, Map<String, Object>> SERVICES = services();

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "processors", "sinks"})
  void every_variable_is_a_setting_with_a_value_that_it_can_have(String service) {
    assertThat(environment(service)).isNotEmpty();
    Settings settings = Settings.of(Settings.fromEnvironment(environment(service)));

    assertThat(settings.get(Settings.KAFKA_BOOTSTRAP)).isEqualTo("kafka:19092");
  }

  @Test
  void each_of_our_services_runs_a_command_that_there_is() {
    List<String> commands =
        Arrays.stream(FivewhysApp.class.getAnnotation(Command.class).subcommands())
            .map(command -> command.getAnnotation(Command.class).name())
            .toList();
    List<Object> run =
        SERVICES.values().stream()
            .filter(service -> service.get("image").toString().contains("fivewhys"))
            .map(service -> ((List<?>) service.get("command")).getFirst())
            .map(Object.class::cast)
            .toList();

    assertThat(run).containsExactly("ingest", "processors", "sinks");
    assertThat(commands).containsAll(run.stream().map(Object::toString).toList());
  }

  @Test
  void subscription_and_topics_are_those_that_the_emulator_is_given() {
    String made = String.valueOf(SERVICES.get("topics").get("command"));

    for (String name :
        List.of(
            environment("ingest").get(Settings.INGEST_SUBSCRIPTION.environment()),
            environment("sinks").get(Settings.ESCALATIONS_TOPIC.environment()))) {
      assertThat(made).contains("put " + name.substring("projects/local/".length()) + " ");
    }
  }

  /** As Compose gives them: what stands after :- where a variable of the shell is not set. */
  private static Map<String, String> environment(String service) {
    Map<String, String> environment = new TreeMap<>();
    ((Map<?, ?>) SERVICES.get(service).get("environment"))
        .forEach((name, value) ->
            environment.put(
                name.toString(), value.toString().replaceAll("\\$\\{\\w+:-([^}]*)}", "$1")));
    return environment;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Map<String, Object>> services() {
    try {
      Map<String, Object> file = new Yaml().load(Files.readString(FILE));
      return (Map<String, Map<String, Object>>) file.get("services");
    } catch (IOException e) {
      throw new IllegalStateException(FILE + " cannot be read", e);
    }
  }
}
