// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fivewhys.terraform.TerraformRun.Result;
import io.fivewhys.terraform.provider.Block;
import io.fivewhys.terraform.provider.ProviderSchema;
import io.fivewhys.terraform.provider.SchemaServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Terraform itself on all that lies there: every resource, argument, block and reference against
 * the schema of Google's provider, and the tests in Terraform's own language.
 */
class ValidateTest {

  @TempDir private static Path scratch;

  private static TerraformRun terraform;
  private static SchemaServer server;

  @BeforeAll
  static void serve_the_schema() throws IOException {
    Path archive = archive();
    assumeTrue(
        TerraformRun.isThere(), "skipped: there is neither terraform nor tofu to validate with");
    assumeTrue(
        archive != null,
        "skipped: the provider's schema is not there; infra/terraform/provider/fetch fetches it");
    ProviderSchema schema =
        ProviderSchema.read(
            archive, TerraformFiles.types("resource"), TerraformFiles.types("data"));
    SortedMap<String, Block> resources = new TreeMap<>();
    TerraformFiles.types("resource").forEach(type -> resources.put(type, schema.resource(type)));
    SortedMap<String, Block> dataSources = new TreeMap<>();
    TerraformFiles.types("data").forEach(type -> dataSources.put(type, schema.dataSource(type)));
    server = new SchemaServer(schema.provider(), resources, dataSources);
    terraform = new TerraformRun(scratch, server.reattach());
    System.out.printf(
        "%s validates against the schema of provider google %s%n",
        terraform.version(), schema.version());
  }

  private static Path archive() throws IOException {
    try (Stream<Path> files = Files.list(TerraformFiles.FOLDER.resolve("provider"))) {
      return files.filter(file -> file.toString().endsWith(".tgz")).findFirst().orElse(null);
    }
  }

  @AfterAll
  static void close() {
    if (server != null) {
      server.close();
    }
  }

  static List<Path> modules() {
    return TerraformFiles.modules();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void is_valid(Path module) {
    Path copy = terraform.initialized(module);
    Result result = terraform.run(copy, "validate", "-no-color");
    assertThat(result.code()).as(result.output()).isZero();
  }

  static List<Path> tested() {
    return modules().stream().filter(module -> Files.isDirectory(module.resolve("tests"))).toList();
  }

  @ParameterizedTest
  @MethodSource("tested")
  void does_what_its_tests_say(Path module) {
    Path copy = terraform.initialized(module);
    Result result = terraform.run(copy, "test", "-no-color");
    System.out.println(result.output().lines().reduce((first, last) -> last).orElse(""));
    assertThat(result.code()).as(result.output()).isZero();
  }

  /** That the schema complains at all. */
  @Test
  void an_argument_that_is_none_is_found(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("main.tf"),
        """
        resource "google_pubsub_subscription" "this" {
          name  = "logs"
          topik = "logs"
          retry_policy {
            minimum = "10s"
          }
          bogus_policy {}
        }
        """);
    terraform.run(folder, "init", "-backend=false", "-no-color");
    Result result = terraform.run(folder, "validate", "-no-color");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.output())
        .contains("argument \"topic\" is required")
        .contains("An argument named \"topik\" is not expected here")
        .contains("An argument named \"minimum\" is not expected here")
        .contains("Blocks of type \"bogus_policy\" are not expected here");
  }
}
