// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The cookbook's questions, read out of its Markdown. */
final class Cookbook {

  static final Path FILE =
      Path.of(System.getProperty("fivewhys.root", ".")).resolve("schemas/COOKBOOK.md");

  private static final Pattern RECIPE =
      Pattern.compile(
          "^## (\\d+\\. [^\\n]+)\\n.*?```sql\\n(.*?)\\n```\\n\\n(Cost:[^\\n]*)\\n",
          Pattern.DOTALL | Pattern.MULTILINE);

  private Cookbook() {}

  /**
   * @param cost the line that says what it costs
   */
  record Recipe(String title, String sql, String cost) {}

  static List<Recipe> recipes() throws IOException {
    return RECIPE.matcher(Files.readString(FILE)).results().map(Cookbook::recipe).toList();
  }

  /** Puts the cost of each into the file. */
  static void write(Map<Recipe, String> costs) throws IOException {
    String text = Files.readString(FILE);
    for (Map.Entry<Recipe, String> each : costs.entrySet()) {
      String end = each.getKey().sql() + "\n```\n\n";
      text = text.replace(end + each.getKey().cost() + '\n', end + each.getValue() + '\n');
    }
    Files.writeString(FILE, text);
  }

  private static Recipe recipe(MatchResult found) {
    return new Recipe(found.group(1), found.group(2), found.group(3));
  }
}
