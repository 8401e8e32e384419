// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void every_default_is_within_its_own_range() {
    assertThat(Settings.defaults().get(Settings.GRACE)).isEqualTo(Duration.ofMinutes(5));
    assertThat(Settings.ALL)
        .doesNotHaveDuplicates()
        .extracting(Setting::key)
        .doesNotHaveDuplicates();
  }

  @Test
  void takes_values_from_the_environment_by_name() {
    Map<String, String> byKey =
        Settings.fromEnvironment(Map.of("FIVEWHYS_WINDOWS_GRACE", "90s", "PATH", "/bin"));

    assertThat(Settings.of(byKey).get(Settings.GRACE)).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void lists_every_fault_at_once() {
    Map<String, String> texts =
        Settings.fromEnvironment(
            Map.of(
                "FIVEWHYS_WINDOWS_GRACE", "a while",
                "FIVEWHYS_WINDOWS_TICK", "2h",
                "FIVEWHYS_INGEST_ENTRY_BYTES", "10",
                "FIVEWHYS_WINDOWS_GRACES", "5m"));

    assertThatThrownBy(() -> Settings.of(texts))
        .isInstanceOf(Settings.InvalidSettingsException.class)
        .hasMessageContaining(
            "windows.grace: expected a duration such as 90s, 5m, 1h, got 'a while'")
        .hasMessageContaining("windows.tick: expected 1s to 1m, got '2h'")
        .hasMessageContaining("ingest.entry_bytes: expected 1024 to 16777216, got '10'")
        .hasMessageContaining("FIVEWHYS_WINDOWS_GRACES: no such setting");
  }
}
