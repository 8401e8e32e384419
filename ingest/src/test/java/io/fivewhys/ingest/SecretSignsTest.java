// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretSignsTest {

  /** Names, in whatever case and joined by whatever. */
  private static final List<String> NAMES =
      List.of(
          "password",
          "passwd",
          "passphrase",
          "passcode",
          "pass",
          "db_pass",
          "pwd",
          "pw",
          "db_pw",
          "private_key",
          "otp",
          "secret",
          "client-secret",
          "session",
          "sessid",
          "sid",
          "connect.sid",
          "signature",
          "sig",
          "shared.key",
          "token",
          "api_key",
          "access-key",
          "authorization",
          "auth",
          "account_key",
          "credential",
          "cookie",
          "encryption_key",
          "identified by",
          "key",
          "code",
          "name",
          "value",
          "user",
          "status",
          "order_id",
          "latency");

  private static final List<String> SIGNS =
      List.of(
          "=",
          ": ",
          ":",
          " = ",
          "=>",
          "->",
          "='",
          "=\"",
          "\":\"",
          "\\\":\\\"",
          " '",
          " \"",
          " is ",
          " was ",
          "','",
          "%3D",
          "%3A",
          "%253D",
          ">",
          "</",
          " ",
          "[",
          "{",
          "\n",
          "=\n",
          "\t");

  /** Secrets by their shape, and what looks like one. */
  private static final List<String> SHAPES =
      List.of(
          "AIzaSyA1234567890abcdefghijk",
          "AKIAABCDEFGHIJKLMNOP",
          "ASIAABCDEFGHIJKLMNOP",
          "bot123456789:AAabcdefgh-xyz",
          "Bearer abcdefgh12",
          "bearer: abcdefgh",
          "Basic dXNlcjpwdw==",
          "hooks.slack.com/services/T01/B01/abc",
          "discord.com/api/webhooks/1/abc",
          "dop_v1_abcdef01",
          "eyJhbGciOiJIUzI1NiJ9.eyJz.abc",
          "eyJ",
          "github_pat_11AAAA",
          "glpat-abcdef",
          "ghp_abcdefghijklmnop",
          "gho_abcdefghijklmnop",
          "ghu_abcdefghijklmnop",
          "ghs_abcdefghijklmnop",
          "ghr_abcdefghijklmnop",
          "hf_abcdefghijklmnop",
          "GOCSPX-abcdefgh",
          "npm_abcdefghijklmnop",
          "pypi-AgEIcHlwaS",
          "pk_live_abc",
          "rk_test_abc",
          "sk_live_abc",
          "sk_test_x",
          "sk-abcdefghijklmnopqrst",
          "SG.abcdefghijklmnopqrst",
          "whsec_abcdefgh",
          "xoxb-12345",
          "xapp-1-abc",
          "ya29.abcdefghij",
          "1//0abcdefghijklmnopqr",
          "tskey-abcdefgh",
          "-----BEGIN PRIVATE KEY-----",
          "-----END KEY-----",
          "-u app:hunter2",
          "-phunter2",
          "--password hunter2",
          "-token x",
          "https://a:b@acme.test/x",
          "https://app:abc",
          "postgres://app:x@10.8.0.3/shop",
          "https://acme.test/x?key=abc",
          "?a=b&code=abc",
          "jane.doe@acme.test",
          "app:x@tcp(10.0.0.3)",
          "scott/tiger@orcl",
          "a%40b.c",
          "a%2540b.c",
          "a\uFF20b.c",
          "x\uFE6By.test",
          "\u001b[0m",
          "\u200b",
          "\u00e9",
          "8f14e45fceea167a5a36dedd4bea2543aa11bb228f14e45fceea167a5a36dedd",
          "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7",
          "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPL",
          "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLabcdEF",
          "IDENTIFIED BY 'hunter2'",
          "identified with x by 'y'",
          "('password', 'hunter2')",
          "<password>x</password>",
          "{\"name\":\"DB_PASSWORD\",\"value\":\"x\"}");

  private static final List<String> WORDS =
      List.of(
          "order",
          "of",
          "checkout",
          "took",
          "ms",
          "12:30:05",
          "GET",
          "/orders/1842",
          "response_code",
          "asked",
          "by",
          "to",
          "a.b.c",
          "us-central1",
          "-x",
          "--flag",
          "(p=0.3)",
          "[1139]:",
          "v1",
          "made",
          "10.8.0.3:5432",
          "{\"a\":1,\"b\":\"c\"}",
          "connection",
          "released",
          "the",
          "is",
          "'x'",
          ",",
          ";",
          "\\n",
          "\\\"",
          "é",
          "?",
          "&",
          "+",
          "//",
          "_",
          "-",
          ".",
          "process",
          "path");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void a_text_without_signs_has_nothing_that_a_rule_would_mask(long seed) {
    Random random = new Random(seed);
    int clean = 0;
    int masked = 0;
    for (int i = 0; i < 50_000; i++) {
      String text = text(random);
      String byAllRules = Redaction.byAllRules(text);
      assertThat(Redaction.redact(text)).as("seed %d: <%s>", seed, text).isEqualTo(byAllRules);
      clean += SecretSigns.areIn(text) ? 0 : 1;
      masked += byAllRules.equals(text) ? 0 : 1;
    }
    assertThat(clean).isGreaterThan(5_000);
    assertThat(masked).isGreaterThan(5_000);
  }

  @Test
  void common_lines_have_no_signs() {
    assertThat(
            List.of(
                "order 1842 of checkout took 53 ms",
                "GET /orders/1842/items 200 12ms user=17 region=us-central1",
                "2026-09-16 01:42:58.995 INFO [main] c.a.Checkout : connected to 10.8.0.3:5432",
                "Default STARTUP TCP probe succeeded after 1 attempt for container"))
        .noneMatch(SecretSigns::areIn);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int parts = 1 + random.nextInt(8);
    boolean plain = random.nextInt(3) == 0;
    for (int i = 0; i < parts; i++) {
      if (plain || random.nextBoolean()) {
        text.append(one(WORDS, random));
      } else if (random.nextBoolean()) {
        text.append(joined(one(NAMES, random), random)).append(one(SIGNS, random));
      } else {
        text.append(one(SHAPES, random));
      }
      text.append(random.nextInt(4) == 0 ? "" : " ");
    }
    if (random.nextInt(4) == 0) {
      mutate(text, random);
    }
    return text.toString();
  }

  private static String one(List<String> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }

  /** With letters of other case and other joints. */
  private static String joined(String name, Random random) {
    StringBuilder joined = new StringBuilder();
    for (char c : name.toCharArray()) {
      switch (random.nextInt(12)) {
        case 0 -> joined.append("_-.".charAt(random.nextInt(3))).append(c);
        case 1, 2 -> joined.append(Character.toUpperCase(c));
        default -> {
          if (c != '_' || random.nextBoolean()) {
            joined.append(c);
          }
        }
      }
    }
    return joined.toString();
  }

  private static void mutate(StringBuilder text, Random random) {
    for (int i = random.nextInt(4); i > 0 && !text.isEmpty(); i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, (char) (' ' + random.nextInt(95)));
        default -> text.setCharAt(at, (char) random.nextInt(160));
      }
    }
  }
}
