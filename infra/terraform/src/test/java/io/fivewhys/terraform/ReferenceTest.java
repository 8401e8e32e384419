// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * REFERENCE.md lists the inputs and outputs of every module; {@code -Dreference=write} writes it.
 */
class ReferenceTest {

  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^(variable|output) \"(\\w+)\" \\{\\n(.*?)\\n\\}");
  private static final Pattern DESCRIPTION = Pattern.compile("(?m)^  description\\s*= \"(.*)\"$");
  private static final Pattern RESOURCE = Pattern.compile("(?m)^resource \"(google_\\w+)\"");

  @Test
  void the_reference_is_that_of_the_modules() throws IOException {
    StringBuilder text = new StringBuilder("# Modules, their inputs and outputs\n");
    for (Path module : TerraformFiles.modules()) {
      String name = TerraformFiles.FOLDER.relativize(module).toString();
      if (!name.startsWith("examples")) {
        text.append(section(name, module));
      }
    }
    Path reference = TerraformFiles.FOLDER.resolve("REFERENCE.md");
    if ("write".equals(System.getProperty("reference"))) {
      Files.writeString(reference, text);
    }
    assertThat(reference).hasContent(text.toString());
  }

  private static String section(String name, Path module) throws IOException {
    StringBuilder text =
        new StringBuilder("\n## " + (name.isEmpty() ? "The root module" : "`" + name + "`") + "\n");
    String main = TerraformFiles.text(module.resolve("main.tf"));
    if (main.startsWith("# ")) {
      text.append('\n').append(main.substring(2, main.indexOf("\n\n")).replace("\n# ", " "));
      text.append('\n');
    }
    text.append("\n| input | type | default | |\n|---|---|---|---|\n");
    blocks(module.resolve("variables.tf"))
        .forEach(input ->
            text.append(
                "| `%s` | %s | %s | %s |\n"
                    .formatted(
                        input.name(),
                        code(input.argument("type")),
                        input.has("default") ? code(input.argument("default")) : "required",
                        input.description())));
    text.append("\n| output | |\n|---|---|\n");
    blocks(module.resolve("outputs.tf"))
        .forEach(output ->
            text.append("| `%s` | %s |\n".formatted(output.name(), output.description())));
    SortedSet<String> resources = resources(module);
    if (!resources.isEmpty()) {
      text.append("\nResources: `").append(String.join("`, `", resources)).append("`.\n");
    }
    return text.toString();
  }

  private record Named(String name, String body) {

    String description() {
      Matcher found = DESCRIPTION.matcher(body);
      assertThat(found.find()).as(name + " has a description").isTrue();
      return found.group(1).replace("|", "\\|");
    }

    boolean has(String argument) {
      return Pattern.compile("(?m)^  " + argument + "\\s*=").matcher(body).find();
    }

    /** Its text, on one line. */
    String argument(String argument) {
      Matcher found =
          Pattern.compile("(?ms)^  " + argument + "\\s*= (.*?)(?=\\n  \\w|\\n\\n|\\z)")
              .matcher(body);
      assertThat(found.find()).as(name + " has a " + argument).isTrue();
      return found.group(1).replaceAll("\\s+", " ").strip();
    }
  }

  private static List<Named> blocks(Path file) {
    List<Named> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(TerraformFiles.text(file));
    while (block.find()) {
      blocks.add(new Named(block.group(2), block.group(3)));
    }
    return blocks;
  }

  private static SortedSet<String> resources(Path module) {
    SortedSet<String> resources = new TreeSet<>();
    for (Path file : TerraformFiles.configurations()) {
      if (file.getParent().equals(module)) {
        Matcher resource = RESOURCE.matcher(TerraformFiles.text(file));
        while (resource.find()) {
          resources.add(resource.group(1));
        }
      }
    }
    return resources;
  }

  private static String code(String text) {
    return "`" + text.replace("|", "\\|") + "`";
  }
}
