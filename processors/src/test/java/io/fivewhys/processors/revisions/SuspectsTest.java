// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.fivewhys.FieldChange;
import io.fivewhys.Suspect;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuspectsTest {

  private static final String OLD = "sha256:000000000000";
  private static final String NEW = "sha256:111111111111";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "env.DB_HOST         | KeyError: 'DB_HOST'                                    | 1.0",
        "env.DB_HOST         | could not translate host name to address: timeout      | 0.7",
        "env.CART_RULES      | ModuleNotFoundError: No module named 'cart_rules'          | 0.1",
        "env.CART_RULES      | cart_rules: field required                             | 1.0",
        "env.MY_DB_HOSTS     | KeyError: 'DB_HOST'                                    | 0.1",
        "env.PORT            | connect to 10.0.0.3 port 5432 failed                   | 0.1",
        "env.PORT            | listen on the port given by PORT=8080                  | 1.0",
        "env.SERVICE_SECRET  | 403 Forbidden from billing                             | 0.7",
        "env.SERVICE_SECRET  | division by zero                                       | 0.1",
        "env.API_URL         | lookup billing.test: no such host                      | 0.6",
        "env.REDIS_ADDR      | connect ECONNREFUSED                                   | 0.7",
        "env.DB_POOL_SIZE    | FATAL: remaining connection slots are reserved         | 0.7",
        "limits.memory       | Memory limit of 512 MiB exceeded with 530 MiB used     | 0.9",
        "limits.cpu          | The request was aborted: no available instance         | 0.6",
        "timeout_seconds     | upstream request timeout                               | 0.7",
        "connector           | dial tcp 10.0.0.3: i/o timeout                         | 0.6",
        "egress              | network is unreachable                                 | 0.6",
        "sql_instances       | sqlalchemy.exc.OperationalError                        | 0.7",
        "service_account     | 403 Permission denied on resource                      | 0.8",
        "image_digest        | ModuleNotFoundError: No module named 'billing'         | 0.6",
        "labels.commit-sha   | TypeError: x is undefined                              | 0.6",
        "image               | something else entirely                                | 0.3",
        "startup_probe       | something else entirely                                | 0.1",
        "container.proxy.env.PROXY_KEY | 401 Unauthorized                             | 0.7"
      })
  void a_difference_fits_what_errors_say(String field, String text, double score) {
    assertThat(only(new FieldChange(field, OLD, NEW), text, "errors_5xx").getScore())
        .isEqualTo(score, offset(1e-9));
  }

  @Test
  void what_the_errors_name_may_be_the_value() {
    assertThat(
            only(
                    new FieldChange("env.PASSWORD", "secret db-pass:1", "secret db-pass:2"),
                    "secret db-pass not found",
                    null)
                .getScore())
        .isEqualTo(1.0);
    assertThat(
            only(
                    new FieldChange("sql_instances", "acme:us:pg1", "acme:us:pg2"),
                    "cannot reach pg2",
                    null)
                .getReason())
        .isEqualTo("its errors name pg2");
    assertThat(
            only(new FieldChange("connector", "app-connector", null), "no app-connector-2", null)
                .getScore())
        .as("another name")
        .isLessThan(1.0);
  }

  @Test
  void a_credential_that_is_gone_fits_better_than_one_that_changed() {
    FieldChange gone = new FieldChange("env.SERVICE_SECRET", OLD, null);

    Suspect suspect = only(gone, "", "errors_auth");

    assertThat(suspect.getScore()).isEqualTo(0.8);
    assertThat(suspect.getReason())
        .isEqualTo("a credential is gone, and requests are not authorized");
  }

  @Test
  void slower_requests_point_to_what_limits_them() {
    assertThat(only(new FieldChange("concurrency", "1", "80"), "", "latency_p95").getScore())
        .isEqualTo(0.6);
  }

  @Test
  void they_are_ranked_and_bounded() {
    List<FieldChange> diff =
        IntStream.range(0, 20)
            .mapToObj(i -> new FieldChange("env.X%02d".formatted(i), OLD, NEW))
            .toList();

    List<Suspect> suspects =
        Suspects.rank(diff, new Symptoms(null, List.of("bad X07"), List.of()), 0.5);

    assertThat(suspects).hasSize(10);
    assertThat(suspects.get(0).getField()).isEqualTo("env.X07");
    assertThat(suspects.get(0).getScore()).isEqualTo(0.5);
    assertThat(suspects.get(1).getField()).isEqualTo("env.X00");
  }

  @Test
  void concentration_is_the_share_that_the_old_revision_has_not() {
    assertThat(Suspects.concentration(0, 0.4)).isEqualTo(1);
    assertThat(Suspects.concentration(0.1, 0.4)).isEqualTo(0.75, offset(1e-9));
    assertThat(Suspects.concentration(0.4, 0.1)).isZero();
    assertThat(Suspects.concentration(0, 0)).isZero();
  }

  private static Suspect only(FieldChange change, String text, @Nullable String indicator) {
    Symptoms symptoms = new Symptoms(indicator, List.of(), List.of(text));
    return Suspects.rank(List.of(change), symptoms, 1).get(0);
  }
}
