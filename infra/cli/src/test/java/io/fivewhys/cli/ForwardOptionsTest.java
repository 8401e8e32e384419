// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fivewhys.cli.Failures.UsageException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ForwardOptionsTest {

  private final Map<String, String> environment =
      Map.of("KEY", "r0ut1ng", "SECRET", "s3cret", "HOOK", "https://hooks.example.com/T0K3N");

  @Test
  void secrets_come_from_the_environment() {
    WebhookForwarder.Target target =
        parsed("--forward=env:HOOK", "--sign-with-env=SECRET", "--routing-key-env=KEY")
            .target(EscalationFormat.PAGERDUTY, environment);

    assertThat(target.address()).hasToString("https://hooks.example.com/T0K3N");
    assertThat(target.host()).isEqualTo("https://hooks.example.com");
    assertThat(target.secret()).isEqualTo("s3cret");
    assertThat(target.body().apply(Incidents.opened()))
        .contains("\"routing_key\":\"r0ut1ng\"")
        .doesNotContain(PagerDutyEvents.ROUTING_KEY);
  }

  @Test
  void what_is_missing_is_said_by_its_name() {
    assertThatThrownBy(
            () -> parsed("--forward=https://a").target(EscalationFormat.PAGERDUTY, environment))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("PAGERDUTY_ROUTING_KEY");
    assertThatThrownBy(() ->
            parsed("--forward=https://a", "--sign-with-env=NONE")
                .target(EscalationFormat.JSON, environment))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("NONE");
  }

  @Test
  void an_address_that_is_none_is_not_repeated() {
    for (String wrong :
        new String[] {"hooks.example.com/T0K3N", "file:///T0K3N", "https://T0K3N x"}) {
      assertThatThrownBy(
              () -> parsed("--forward=" + wrong).target(EscalationFormat.JSON, environment))
          .isInstanceOf(UsageException.class)
          .hasMessageNotContaining("T0K3N");
    }
  }

  private static ForwardOptions parsed(String... arguments) {
    @Command
    class Holder {
      @CommandLine.Mixin ForwardOptions options = new ForwardOptions();
    }
    Holder holder = new Holder();
    new CommandLine(holder).parseArgs(arguments);
    return holder.options;
  }
}
