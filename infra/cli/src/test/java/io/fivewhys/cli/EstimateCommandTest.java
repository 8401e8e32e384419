// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The command as it is called. */
class EstimateCommandTest {

  private record Run(int exitCode, String out, String err) {}

  @Test
  void prints_sizes_the_bill_and_where_its_prices_are_from() {
    Run run = run("--entries-per-second", "1000");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("1,000 entries/s on average, 3,000 at the peak")
        .contains("processors       1 x 2 vCPU, 4 GiB")
        .contains("Managed Kafka    3 vCPU, 12 GiB; topics of 12 partitions")
        .contains("free tiers, where unused")
        .contains("List prices of us-central1 in USD, looked up on 20");
  }

  @Test
  void says_the_same_to_machines() throws IOException {
    JsonNode json =
        new ObjectMapper().readTree(run("--entries-per-second", "1000", "--format", "json").out());

    double sum = 0;
    for (JsonNode item : json.get("items")) {
      sum += item.get("usd").asDouble();
      assertThat(item.get("page").asText()).isNotEmpty();
    }
    assertThat(json.get("usd_a_month").asDouble()).isBetween(sum - 1, sum + 1);
    assertThat(json.get("instances").get("processors").get("vcpu").asInt()).isEqualTo(2);
  }

  @Test
  void several_loads_are_several_rows() {
    assertThat(run("--entries-per-second", "1,2", "--format", "markdown").out().lines()).hasSize(4);
  }

  /** As the variable runtime of infra/terraform has them. */
  @Test
  void runtimes_are_named_as_terraform_names_them() {
    assertThat(run("--entries-per-second", "1", "--runtime", "worker-pools").out())
        .contains("Cloud Run")
        .isEqualTo(run("--entries-per-second", "1").out());
    assertThat(run("--entries-per-second", "1", "--runtime", "gke").out()).contains("GKE");
    says(run("--entries-per-second", "1", "--runtime", "worker-pool"), "neither worker-pools");
  }

  @Test
  void what_cannot_be_ends_with_2_and_says_what_can() {
    says(run(), "--entries-per-second");
    says(run("--entries-per-second", "0"), "--entries-per-second must be 0.001 to 1000000");
    says(run("--entries-per-second", "NaN"), "--entries-per-second must be 0.001 to 1000000");
    says(run("--entries-per-second", "many"), "many");
    says(run("--entries-per-second", "1", "--keep", "1d"), "--keep must be 7d to 3650d, as 400d");
    says(run("--entries-per-second", "1", "--runtime", "vm"), "neither worker-pools nor gke");
  }

  private static void says(Run run, String sentence) {
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(sentence);
  }

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        new CommandLine(new EstimateCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(Failures::handle)
            .execute(arguments);
    return new Run(exitCode, out.toString(), err.toString());
  }
}
