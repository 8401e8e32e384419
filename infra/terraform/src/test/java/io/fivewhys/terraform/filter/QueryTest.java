// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The language of queries as Google describes it. */
class QueryTest {

  private static final JsonNode ENTRY =
      entry(
          """
          {"logName": "projects/acme-prod/logs/run.googleapis.com%2Frequests",
           "resource": {"type": "cloud_run_revision", "labels": {"service_name": "checkout"}},
           "severity": "ERROR",
           "timestamp": "2026-06-14T13:58:44.312345Z",
           "insertId": "abc-1",
           "httpRequest": {"status": 503, "latency": "3.5s", "requestSize": "327"},
           "labels": {"k8s-pod/app": "cart", "tier": "Gold"},
           "operation": {"first": true},
           "jsonPayload": {"message": "The cat in the hat", "tries": 3, "quote": "a \\"b\\"",
             "items": [{"id": "x1"}, {"id": "x2"}], "none": null, "path": "C:\\\\tmp"}}
          """);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resource.type = \"cloud_run_revision\"",
        "resource.type=cloud_run_revision",
        "resource.type = CLOUD_RUN_REVISION",
        "resource.type=(\"gae_app\" OR \"cloud_run_revision\")",
        "resource.labels.service_name:out",
        "labels.\"k8s-pod/app\"=cart",
        "labels.tier=gold",
        "\"labels\" OR labels.tier:G",
        "severity=ERROR",
        "severity>=WARNING",
        "severity>=\"warning\"",
        "severity=500",
        "severity=(ALERT OR ERROR)",
        "severity!=INFO",
        "httpRequest.status=503",
        "httpRequest.status>=500 AND httpRequest.status<600",
        "httpRequest.requestSize>99",
        "httpRequest.latency>1.5s",
        "httpRequest.latency<=\"3.500s\"",
        "jsonPayload.tries<10",
        "timestamp>=\"2026-06-14\" timestamp<\"2026-06-14T13:58:45Z\"",
        "operation.first=true",
        "jsonPayload.items.id=x2",
        "jsonPayload.quote=\"a \\\"b\\\"\"",
        "jsonPayload.quote:\"\\u0062\"",
        "jsonPayload.path=\"c:\\\\tmp\"",
        "jsonPayload.message:\"CAT IN\"",
        "jsonPayload.message:(dog OR cat)",
        "jsonPayload.message:(hat AND cat)",
        "jsonPayload.message:(hat -dog)",
        "jsonPayload:\"the hat\"",
        "jsonPayload.message=~\"c.t\"",
        "jsonPayload.message=~\"^The .* hat$\"",
        "jsonPayload.message=~\"(?i)CAT\"",
        "jsonPayload.message!~\"^cat\"",
        "resource.labels.service_name=~(\"^pay\" OR \"^check\")",
        "jsonPayload.message:*",
        "\"cat in the\"",
        "cat hat",
        "checkout",
        "-dog",
        "NOT dog",
        "NOT (dog OR mouse)",
        "log_id(\"run.googleapis.com/requests\")",
        "logName:\"%2Frequests\"",
        "cat -- dog\n AND hat -- and no more",
        "sample(insertId, 1)",
      })
  void takes(String query) {
    assertThat(Query.parse(query).matches(ENTRY)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resource.type=gae_app",
        "severity>ERROR",
        "severity=(ALERT OR INFO)",
        "httpRequest.status<500",
        "httpRequest.requestSize<99",
        "httpRequest.latency>10s",
        "jsonPayload.tries>10",
        "timestamp<\"2026-06-14T13:58:44Z\"",
        "jsonPayload.message=cat",
        "jsonPayload.message:(dog AND cat)",
        "jsonPayload.message=~\"CAT\"",
        "jsonPayload.message=~\"^cat\"",
        "jsonPayload.message!~\"cat\"",
        "cat dog",
        "-cat",
        "NOT cat OR dog",
        "log_id(\"run.googleapis.com%2Frequests\")",
        "log_id(\"run.googleapis.com\")",
        "sample(insertId, 0)",
        "-- cat\ndog",
      })
  void leaves(String query) {
    assertThat(Query.parse(query).matches(ENTRY)).isFalse();
  }

  /** What is missing is neither equal nor unequal; what has a default is compared with it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jsonPayload.user=ann            | false",
        "jsonPayload.user!=ann           | false",
        "NOT jsonPayload.user=ann        | true",
        "jsonPayload.user=~a             | false",
        "jsonPayload.user!~a             | false",
        "jsonPayload.tries.more<1        | false",
        "jsonPayload.user:*              | false",
        "jsonPayload.none:*              | false",
        "NOT jsonPayload.user:*          | true",
        "protoPayload.serviceName=x      | false",
        "protoPayload.methodName!=x      | false",
        "NOT protoPayload.methodName=~x  | true",
        "labels.absent!=x                | false",
        "resource.labels.absent!=x       | false",
        "trace=\"\"                      | true",
        "trace!=x                        | true",
        "trace:*                         | false",
        "split.index=0                   | true",
        "sample(trace, 1)                | false",
      })
  void knows_missing_from_default(String query, boolean taken) {
    assertThat(Query.parse(query).matches(ENTRY)).isEqualTo(taken);
  }

  @Test
  void an_absent_severity_is_the_lowest_and_an_absent_status_zero() {
    JsonNode bare = entry("{\"logName\": \"projects/p/logs/x\"}");

    assertThat(Query.parse("severity=DEFAULT severity<DEBUG").matches(bare)).isTrue();
    assertThat(Query.parse("severity>=WARNING").matches(bare)).isFalse();
    assertThat(Query.parse("httpRequest.status<400").matches(bare)).isTrue();
    assertThat(Query.parse("httpRequest.status>=200").matches(bare)).isFalse();
  }

  /** T is taken, F is left: NOT before OR before AND, as the description's own example has it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "T OR T AND F        | false",
        "T OR (T AND F)      | true",
        "F AND T OR T        | false",
        "(F AND T) OR T      | true",
        "T F OR T            | true",
        "F OR T F            | false",
        "T OR NOT T AND NOT T OR F | false",
        "NOT F OR F          | true",
        "NOT T OR T          | true",
        "NOT (T OR T)        | false",
        "NOT NOT T           | true",
        "T AND -F            | true",
      })
  void binds_or_before_and(String query, boolean taken) {
    String spelled = query.replace("T", "cat").replace("NOcat", "NOT").replace("F", "dog");

    assertThat(Query.parse(spelled).matches(ENTRY)).isEqualTo(taken);
  }

  @Test
  void small_letters_join_nothing() {
    assertThat(Query.parse("cat OR dog").matches(ENTRY)).isTrue();
    assertThat(Query.parse("cat or dog").matches(ENTRY)).isFalse();
  }

  @Test
  void samples_about_the_share_that_is_asked_for_and_always_the_same() {
    Query tenth = Query.parse("sample(insertId, 0.1)");
    int taken = 0;
    for (int i = 0; i < 10_000; i++) {
      JsonNode one = JsonNodeFactory.instance.objectNode().put("insertId", "id-" + i);
      assertThat(tenth.matches(one)).isEqualTo(tenth.matches(one));
      taken += tenth.matches(one) ? 1 : 0;
    }

    assertThat(taken).isBetween(900, 1_100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a AND                       | 5  | a name or a value is missing at 1:6",
        "``                          | 0  | a name or a value is missing at 1:1",
        "a AND OR b                  | 6  | there is nothing to join at 1:7",
        "(a OR b                     | 7  | a closing parenthesis is missing at 1:8",
        "a) b                        | 1  | nothing is open that this would close at 1:2",
        "a \"b                       | 2  | a quote is never closed at 1:3",
        "severty=ERROR               | 0  | log entries have no field severty at 1:1",
        "severity>=WARNNIG           | 10 | no severity at 1:11",
        "textPayload=~\"(a\"         | 13 | no pattern of RE2: missing closing ) at 1:14",
        "a ip_in_net(\"b\")          | 2  | the function ip_in_net is not read here at 1:3",
        "log_id(x)                   | 7  | a quoted text is missing at 1:8",
        "sample(insertId, 2)         | 17 | a fraction from 0 to 1 is missing at 1:18",
        "insertId = abc:def          | 14 | a name or a value is missing at 1:15",
      })
  void says_where_a_query_goes_wrong(String query, int position, String message) {
    assertThatThrownBy(() -> Query.parse(query))
        .hasMessage(message)
        .asInstanceOf(InstanceOfAssertFactories.type(QueryFault.class))
        .extracting(QueryFault::position)
        .isEqualTo(position);
  }

  @Test
  void counts_lines() {
    assertThatThrownBy(() -> Query.parse("a\nAND -- b\n  nofield=1"))
        .hasMessage("log entries have no field nofield at 3:3");
  }

  private static JsonNode entry(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
