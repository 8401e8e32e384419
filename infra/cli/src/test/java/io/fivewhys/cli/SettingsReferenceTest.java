// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.contract.Setting;
import io.fivewhys.contract.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The README's table of settings is what the code has. On a difference, copy the expected text into
 * the README.
 */
class SettingsReferenceTest {

  private static final String BEGIN = "<!-- settings: tested against the code -->\n";
  private static final String END = "<!-- /settings -->";

  @Test
  void the_readme_lists_every_setting_as_it_is() throws IOException {
    String readme = Files.readString(Path.of(System.getProperty("fivewhys.root"), "README.md"));

    assertThat(readme.substring(readme.indexOf(BEGIN) + BEGIN.length(), readme.indexOf(END)))
        .isEqualTo(reference());
  }

  private static String reference() {
    StringBuilder table = new StringBuilder("| key | default | range | |\n|---|---|---|---|\n");
    for (Setting<?> setting : Settings.ALL) {
      table.append(
          "| `%s` | `%s` | %s | %s |\n"
              .formatted(setting.key(), setting.defaultText(), setting.range(), setting.doc()));
    }
    return table.toString();
  }
}
