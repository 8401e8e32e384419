// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** PERMISSIONS.md has the roles that are given, and the permissions that the code asks after. */
class PermissionsTest {

  private static final Pattern GIVEN = Pattern.compile("\"(roles/[\\w.]+)\"");
  private static final Pattern GRANT =
      Pattern.compile("(?ms)^resource \"google_\\w+_iam_member\" .*?^\\}");
  private static final Pattern ACCOUNT =
      Pattern.compile("google_service_account\\.(\\w+)(?:\\[\"?([\\w.]+)\"?\\])?\\.member");
  private static final Pattern GRANTED =
      Pattern.compile("(?m)^\\| ([a-z, ]+?)(?:, on GKE)? \\| `(roles/[\\w.]+)` \\|");
  private static final Pattern ROW = Pattern.compile("(?m)^\\|.*?`(roles/[\\w.]+)`");
  private static final Pattern ASKED = Pattern.compile("\"((?:pubsub|bigquery)\\.\\w+\\.\\w+)\"");

  /** Of a cloud, no permission; and what only whoever sets up a dataset needs. */
  private static final Set<String> NOT_OF_SERVICES =
      Set.of("pubsub.googleapis.com", "bigquery.datasets.get");

  private final String table = TerraformFiles.text(TerraformFiles.FOLDER.resolve("PERMISSIONS.md"));

  @Test
  void every_role_that_is_given_has_its_row_and_no_other_has_one() {
    SortedSet<String> given = new TreeSet<>();
    modules().forEach(file -> given.addAll(all(GIVEN, TerraformFiles.text(file))));
    assertThat(all(ROW, table)).isEqualTo(given);
  }

  @Test
  void every_account_of_ours_has_the_roles_of_its_rows_and_no_others() {
    SortedSet<String> given = new TreeSet<>();
    for (Path file : modules()) {
      Matcher grant = GRANT.matcher(TerraformFiles.text(file));
      while (grant.find()) {
        Matcher account = ACCOUNT.matcher(grant.group());
        if (account.find()) {
          for (String name : accounts(file, account.group(1), account.group(2))) {
            all(GIVEN, grant.group()).forEach(role -> given.add(name + ' ' + role));
          }
        }
      }
    }
    // The nodes' roles stand in a set.
    given.add("nodes roles/artifactregistry.reader");
    given.add("nodes roles/container.defaultNodeServiceAccount");

    SortedSet<String> written = new TreeSet<>();
    String ours = table.substring(0, table.indexOf("Google's own agents"));
    Matcher row = GRANTED.matcher(ours);
    while (row.find()) {
      for (String name : row.group(1).split(", ", -1)) {
        written.add(name + ' ' + row.group(2));
      }
    }
    assertThat(given).isEqualTo(written);
  }

  private static List<Path> modules() {
    return TerraformFiles.configurations().stream()
        .filter(file -> file.toString().contains("/modules/"))
        .toList();
  }

  /** As the table calls them. */
  private static List<String> accounts(Path file, String resource, @Nullable String key) {
    if (!resource.equals("this")) {
      return List.of(resource);
    }
    if (key == null) {
      return List.of(file.getParent().getFileName().toString());
    }
    return key.equals("each.key")
        ? List.of("ingest", "processors", "sinks")
        : key.matches("\\d+") ? List.of(resource) : List.of(key);
  }

  @Test
  void every_permission_that_the_code_looks_for_stands_there() throws IOException {
    SortedSet<String> asked = new TreeSet<>();
    for (String room : new String[] {"ingest", "sinks", "infra/cli"}) {
      try (Stream<Path> files = Files.walk(TerraformFiles.ROOT.resolve(room + "/src/main/java"))) {
        files
            .filter(Files::isRegularFile)
            .forEach(file -> asked.addAll(all(ASKED, TerraformFiles.text(file))));
      }
    }
    asked.removeAll(NOT_OF_SERVICES);
    assertThat(asked).isNotEmpty().allSatisfy(name -> assertThat(table).contains("`" + name + "`"));
  }

  private static SortedSet<String> all(Pattern pattern, String text) {
    SortedSet<String> all = new TreeSet<>();
    Matcher found = pattern.matcher(text);
    while (found.find()) {
      all.add(found.group(1));
    }
    return all;
  }
}
