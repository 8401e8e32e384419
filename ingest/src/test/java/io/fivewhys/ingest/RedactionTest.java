// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          password=hunter2 next                           | password=*** next
          DB_PASSWORD: hunter2, host=a                    | DB_PASSWORD: ***, host=a
          {"password":"hun\\"ter2","a":1}                 | {"password":***,"a":1}
          {\\"api_key\\":\\"hunter2\\",\\"a\\":1}         | {\\"api_key\\":***,\\"a\\":1}
          clientSecret => 'hunter 2'; b                   | clientSecret => ***; b
          --password hunter2 --host a                     | --password *** --host a
          --db-password=hunter2                           | --db-password=***
          Authorization: Bearer abc.def                   | Authorization: ***
          authorization: Basic aHVudGVyOjI=               | authorization: ***
          got Bearer abcdefgh12345 from                   | got *** from
          sent Basic aHVudGVyOnB3ZA== to                  | sent *** to
          Basic authentication failed                     | Basic authentication failed
          Cookie: a=b; c=d                                | Cookie: ***
          session_id=abc123; x                            | session_id=***; x
          postgres://app:hunter2@10.8.0.3/shop            | postgres://***@10.8.0.3/shop
          https://app:p/ss@acme.test/x                    | https://***@acme.test/x
          https://acme.test:8443/a@b                      | https://acme.test:8443/a@b
          https://a.test/?token=abc&x=1                   | https://a.test/?token=***&x=1
          mail jane.doe+x@acme.test now                   | mail ***@acme.test now
          "jane doe"@acme.test                            | ***@acme.test
          user=jane%40acme.test&a=b                       | user=***%40acme.test&a=b
          com.acme.Order@1a2b3c4d                         | com.acme.Order@1a2b3c4d
          lodash@4.17.21                                  | lodash@4.17.21
          total_tokens=1234                               | total_tokens=1234
          access_token=1234                               | access_token=***
          password authentication failed for user "app"   | password authentication failed for user "app"
          disconnection: session time: 0:00:00.008 user=a | disconnection: session time: 0:00:00.008 user=a
          key=sk_live_abcdef0123456789 ok                 | key=*** ok
          AKIAABCDEFGHIJKLMNOP in                         | *** in
          AIzaSyA1234567890abcdefghijklmnopqrstuv         | ***
          ghp_abcdefghijklmnopqrst0123456789              | ***
          xoxb-1234567890-abcdefghij                      | ***
          \\neyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.abc x   | \\n*** x
          invalid token tok-9f8e7d6c5b4a                  | invalid token ***
          invalid value 'tok-9f8e' for API_TOKEN; x       | invalid value '***' for API_TOKEN; x
          session checkout-00042-abc ends                 | session checkout-00042-abc ends
          key_ref.name: Permission denied on secret: projects/1/secrets/a/versions/2 for x | key_ref.name: Permission denied on secret: projects/1/secrets/a/versions/2 for x
          secret_key_ref.name: Permission denied          | secret_key_ref.name: Permission denied
          checkout-00042-abc in us-central1               | checkout-00042-abc in us-central1
          GET /orders/{}/items took 5.2 s (p=0.3)         | GET /orders/{}/items took 5.2 s (p=0.3)
          """)
  void masks_secrets_and_nothing_else(String text, String expected) {
    assertThat(Redaction.redact(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app:SECRET@tcp(10.0.0.3:3306)/x",
        "app:SEC/SECRET@unix(/cloudsql/P:R:I)/db",
        "redis://default:1/SECRET@10.0.0.1",
        "scott/SECRET@orcl",
        "{\"name\":\"DB_PASSWORD\",\"value\":\"SECRET\"}",
        "{\\\"name\\\":\\\"DB_PASSWORD\\\",\\\"value\\\":\\\"a SECRET\\\"}",
        "- name: DB_PASSWORD\n  value: SECRET",
        "password=\nSECRET",
        "\"password\":\n\"SECRET\"",
        "password=abc,SECRET",
        "DB_PASSWORD=abc'SECRET'",
        "password -> SECRET",
        "password => SECRET",
        "<password>a SECRET</password>",
        "<password type=\"x\">a SECRET</password>",
        "('password', 'SECRET')",
        "ALTER ROLE app PASSWORD 'SECRET'",
        "IDENTIFIED BY 'SECRET'",
        "identified with sha by 'SECRET'",
        "the password is SECRET",
        "user%3Da%26password%3DSECRET",
        "%22password%22%3A%22SECRET%22",
        "pass\u001b[0mword=SECRET",
        "pass\u200bword=SECRET",
        "\"credentials\":{\"a\":{\"b\":1},\"c\":\"} SECRET\"}",
        "token: [[1], \"SECRET\"]",
        "curl -u admin:SECRET https://acme.test",
        "mysql -uapp -pSECRET shop",
        "auth=SECRET",
        "https://acme.test/x?key=SECRET",
        "https://acme.test/x?a=b&code=SECRET",
        "connect.sid=SECRET",
        "PHPSESSID=SECRET",
        "otp: SECRET",
        "db_pw=SECRET",
        "https://hooks.slack.com/services/T0001/B0001/SECRETSECRET",
        "https://api.telegram.org/bot123456789:AASECRET-abcdefgh/send",
        "pypi-AgEIcHlwaSECRET0123",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiSECRETEXAMPL",
        "MIIEvQIBADANBgkqhkiG9w0BAQSECRETEFAASCBKcwggSjAgEAAoIBAQC7abcdEF",
        "SECRET\uFF20acme.test",
        "SECRET@[10.0.0.1]",
        "SECRET%2540acme.test",
        "mail SECRET@corp",
      })
  void lets_no_secret_through(String text) {
    assertThat(Redaction.redact(text)).doesNotContain("SECRET");
    assertThat(Redaction.redact("at first\n" + text + "\nthen")).doesNotContain("SECRET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "built from 8f14e45fceea167a5a36dedd4bea2543aa11bb22",
        "8f14e45fceea167a5a36dedd4bea2543aa11bb22",
        "img@sha256:8f14e45fceea167a5a36dedd4bea2543aa11bb228f14e45fceea167a5a36dedd",
        "token is expired",
        "java -port 80 -path /x -p8080",
        "uses actions/checkout@v4",
      })
  void leaves_what_is_no_secret(String text) {
    assertThat(Redaction.redact(text)).isEqualTo(text);
  }

  @Test
  void hex_digits_alone_on_a_line_may_be_a_key() {
    String key = "8f14e45fceea167a5a36dedd4bea2543aa11bb228f14e45fceea167a5a36dedd";

    assertThat(Redaction.redact("a\n" + key + "\nb")).isEqualTo("a\n***\nb");
  }

  @Test
  void a_secret_member_is_masked_whole_before_members_are_joined() {
    assertThat(Lines.join(new TreeMap<>(Map.of("password", "correct horse", "op", "x"))))
        .isEqualTo("op=x password=***");
    assertThat(Lines.join(Map.of("api_key", "aa;SECRET"))).isEqualTo("api_key=***");
    assertThat(Lines.join(Map.of("credentials", "a b SECRET"))).isEqualTo("credentials=***");
    assertThat(Lines.join(Map.of("total_tokens", "17"))).isEqualTo("total_tokens=17");
    assertThat(Lines.join(Map.of("name", "DB_PASSWORD", "value", "a SECRET")))
        .doesNotContain("SECRET");
  }

  @Test
  void masks_pem_with_and_without_its_end() {
    String body = "\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\nabc=\n";

    assertThat(
            Redaction.redact(
                "a -----BEGIN PRIVATE KEY-----" + body + "-----END PRIVATE KEY----- b"))
        .isEqualTo("a *** b");
    assertThat(Redaction.redact("a -----BEGIN RSA PRIVATE KEY-----" + body)).isEqualTo("a ***");
    assertThat(Redaction.redact("MIIEvQ" + body + "-----END PRIVATE KEY----- b")).endsWith("*** b");
    assertThat(Redaction.redact(body)).doesNotContain("MIIEvQ");
  }

  @Test
  void returns_a_clean_text_itself() {
    String clean = "order 1842 of checkout took 53 ms";

    assertThat(Redaction.redact(clean)).isSameAs(clean);
  }

  @Test
  void masks_before_it_cuts() {
    for (int padding = 200; padding < 400; padding++) {
      String text = "x ".repeat(padding / 2) + "password=hunter2hunter2hunter2 jane.doe@acme.test";

      assertThat(Redaction.redact(text, 300)).doesNotContain("hunter").doesNotContain("jane");
    }
  }

  @Test
  void leaves_out_what_the_end_of_the_scan_goes_through() {
    for (int padding = Redaction.SCANNED - 60; padding <= Redaction.SCANNED; padding++) {
      String text =
          " ".repeat(padding) + "jane.doe.with.a.long.name@acme.test ghp_abcdefghijklmnopqrst";

      assertThat(Redaction.redact(text)).doesNotContain("jan").doesNotContain("ghp");
    }
  }

  static Stream<String> hostile() {
    return Stream.of(
            "a",
            "@",
            "a@",
            "=",
            "password=",
            "\"",
            "\\\"",
            "://",
            "a://b:c",
            "-----BEGIN",
            "-----END",
            "--",
            "eyJ",
            "Bearer ",
            "Basic a",
            "[",
            "token:[",
            "{\"token\":{",
            "%40",
            "\"@",
            "x@y.",
            "'",
            "a.b-c_d=",
            "\u001b[",
            "/",
            "$a$",
            "\uD800",
            "12:",
            "at a(b:1)\n",
            "Error")
        .map(part -> part.repeat((1 << 20) / part.length()));
  }

  @Test
  void a_connection_that_a_go_program_could_not_make_is_an_error_without_severity() {
    assertThat(ErrorShape.isError(null, "query users: dial tcp 10.20.0.9:5432: i/o timeout"))
        .isTrue();
    assertThat(ErrorShape.isError("INFO", "dial tcp 10.20.0.9:5432: i/o timeout")).isFalse();
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void looks_at_a_bounded_beginning_of_hostile_text(String text) {
    String other = text.substring(0, Redaction.SCANNED) + "another end";

    for (Function<String, @Nullable Object> reader :
        List.<Function<String, @Nullable Object>>of(
            Redaction::redact,
            each -> Signature.of(Redaction.redact(each)),
            ErrorShape::looksLikeError,
            each -> PostgresLines.read("[1] LOG:  " + each),
            each -> MysqlLines.slow(each, ""),
            each -> MysqlLines.general("17 Query " + each),
            each -> MysqlLines.error("17 [ERROR] " + each))) {
      assertThat(reader.apply(text)).isEqualTo(reader.apply(other));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"value", "data"})
  void what_was_not_understood_is_masked_more_strictly(String name) {
    String text = "{\"name\":\"GREETING\",\"" + name + "\":\"hello\"}";

    assertThat(Redaction.redact(text)).isEqualTo(text);
    assertThat(Redaction.redactStrictly(text)).doesNotContain("hello");
  }

  @Test
  void an_excerpt_is_one_line_of_visible_characters() {
    String excerpt = EntryDecoder.excerpt("a\nb\u0000c\u202Ed\t\u001b[31m");

    assertThat(excerpt).isEqualTo("a\\nb\\u0000cd\\t");
    assertThat(EntryDecoder.excerpt("\u0000".repeat(1_000))).hasSizeLessThanOrEqualTo(300);
  }

  @Test
  void pseudonyms_join_and_do_not_tell() {
    Actors actors = new Actors("salt");

    assertThat(
            List.of(actors.pseudonym("jane.doe@acme.test"), actors.pseudonym("jane.doe@acme.test")))
        .containsExactly(
            actors.pseudonym("jane.doe@acme.test"), actors.pseudonym("jane.doe@acme.test"))
        .allMatch(name -> name.matches("[0-9a-f]{8}@acme\\.test"));
    assertThat(actors.pseudonym("jane.doe@acme.test"))
        .isNotEqualTo(actors.pseudonym("john.doe@acme.test"))
        .isNotEqualTo(new Actors("other").pseudonym("jane.doe@acme.test"));
    assertThat(actors.pseudonym("principal://pool/subject/jane")).matches("[0-9a-f]{8}");
    assertThat(actors.pseudonym(null)).isNull();
  }
}
