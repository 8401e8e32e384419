// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.sinks.report.engine.WarehouseReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AppPageTest {

  @Test
  void the_same_warehouse_gives_the_same_bytes() throws Exception {
    assertThat(page()).isEqualTo(page());
  }

  @Test
  void log_text_cannot_leave_the_data_block() throws Exception {
    String page = page();

    assertThat(page)
        .doesNotContain(Incident.SCRIPT, Incident.IMAGE, "<b>no JSON")
        .doesNotContain("\u2028", "\u2029")
        .contains("\\u003c/script\\u003e\\u003cscript\\u003ealert(1)")
        .contains("line\\u2028separator \\u2029 and \\\"quotes\\\" \\u0026 \\\\ and \\u0000");
  }

  @Test
  void names_every_script_and_style_by_hash_and_nothing_else() throws Exception {
    String page = page();
    String policy = first(page, "Content-Security-Policy\" content=\"([^\"]*)\"");

    Matcher inline =
        Pattern.compile("(?s)<(script|style)(?: type=\"module\")?>(.*?)</\\1>").matcher(page);
    int found = 0;
    while (inline.find()) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(inline.group(2).getBytes(StandardCharsets.UTF_8));
      assertThat(policy).contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
      found++;
    }
    assertThat(found).isGreaterThanOrEqualTo(2);
    assertThat(policy)
        .startsWith("default-src 'none'; script-src 'sha256-")
        .contains("connect-src 'none'")
        .doesNotContain("unsafe", "http");
  }

  @Test
  void numbers_of_json_keep_four_digits_and_no_exponent() {
    String json =
        new JsonText()
            .array(list ->
                list.value(0.000123456)
                    .value(1234567.0)
                    .value((Double) null)
                    .value(12.0)
                    .value(0.0))
            .toString();

    assertThat(json).isEqualTo("[0.0001235,1235000,null,12,0]");
  }

  @Test
  void a_lone_surrogate_is_escaped_and_a_pair_is_kept() {
    assertThat(new JsonText().value("\ud83d \ud83d\ude00").toString())
        .isEqualTo("\"\\ud83d \ud83d\ude00\"");
  }

  private static String page() throws Exception {
    try (WarehouseFixture warehouse = Incident.warehouse();
        WarehouseReader reader = warehouse.reader()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Documents documents = Documents.DEFAULT.withSummary(Incident.summary());
      AppPage.write(documents.all(reader, AskedRange.OPEN), out);
      return out.toString(StandardCharsets.UTF_8);
    }
  }

  private static String first(String text, String regex) {
    Matcher matcher = Pattern.compile(regex).matcher(text);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}
