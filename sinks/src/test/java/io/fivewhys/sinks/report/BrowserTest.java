// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fivewhys.sinks.report.TrendReport.ServiceTrend;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser: headless Chromium prints what the scripts made of it. */
class BrowserTest {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  @TempDir Path folder;

  @BeforeEach
  void needs_a_browser() {
    assumeTrue(
        browser() != null, "no chromium on the PATH: the page is not tested in a browser here");
  }

  @Test
  void shows_the_numbers_of_the_report_and_complains_of_nothing() throws Exception {
    try (WarehouseFixture warehouse = Incident.warehouse()) {
      TrendReport report = warehouse.report(Incident.summary());

      Rendered page = render(write(report));

      assertThat(page.console()).isEmpty();
      assertThat(page.dom()).contains("data-ready=\"true\"");
      assertThat(page.dom()).contains("data-total=\"read\">100,004<", "every entry accounted for");
      for (ServiceTrend service : report.services()) {
        Counts counts = service.total().counts();
        String row = page.row(service.service());
        assertThat(row)
            .contains("data-value=\"requests\">%s<".formatted(whole(counts.requests())))
            .contains(">" + service.health().state().name().toLowerCase(Locale.ROOT) + "<");
        Latency latency = service.total().latency();
        assertThat(row)
            .contains("data-value=\"p95\">" + (latency == null ? "–" : millis(latency.p95())));
      }
      assertThat(page.dom())
          .as("charts were drawn for services with requests")
          .contains("<canvas")
          .contains("data-revision=\"checkout-00042-abc\"");
    }
  }

  @Test
  void planted_markup_stays_text() throws Exception {
    try (WarehouseFixture warehouse = Incident.warehouse()) {
      warehouse.minute("<img src=x onerror=alert(3)>", "\"><script>x", 29_690_701, 0, Map.of());

      Rendered page = render(write(warehouse.report(Incident.summary())));

      assertThat(page.console()).isEmpty();
      assertThat(page.dom())
          .contains("&lt;img src=x onerror=alert(2)&gt;", "&lt;img src=x onerror=alert(3)&gt;")
          .doesNotContain("<img", "<script>alert");
    }
  }

  @Test
  void an_empty_report_says_so() throws Exception {
    try (WarehouseFixture warehouse = new WarehouseFixture()) {
      Rendered page = render(write(warehouse.report()));

      assertThat(page.console()).isEmpty();
      assertThat(page.dom()).contains("No requests in this export.");
    }
  }

  @Test
  void the_live_page_takes_what_is_new_without_reloading() throws Exception {
    // Given a report that has one request more each time it is asked for
    try (WarehouseFixture warehouse = Incident.warehouse();
        ReportServer server =
            new ReportServer(
                    0,
                    () -> {
                      warehouse.run(
                          "UPDATE service_minutes SET requests = requests + 1 WHERE service = 'reports'");
                      return warehouse.report();
                    })
                .start()) {

      Rendered page = render(server.uri().toString());

      assertThat(page.console()).isEmpty();
      assertThat(page.dom()).contains("● live");
      assertThat(page.row("reports")).doesNotContain("data-value=\"requests\">1<");
    }
  }

  private record Rendered(String dom, List<String> console) {
    String row(String service) {
      int start = dom.indexOf("<tr data-service=\"" + service + "\"");
      return dom.substring(start, dom.indexOf("</tr>", start));
    }
  }

  private String write(TrendReport report) throws IOException {
    Path file = folder.resolve("report.html");
    try (OutputStream out = Files.newOutputStream(file)) {
      TrendPage.write(report, out);
    }
    return file.toUri().toString();
  }

  /**
   * The page after five seconds of its own clock. A blocked request, like any fault, is a line on
   * the console; only loopback resolves.
   */
  private Rendered render(String address) throws Exception {
    Path dom = folder.resolve("dom.html");
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(
                browser(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--user-data-dir=" + folder.resolve("profile"),
                "--enable-logging=stderr",
                "--v=0",
                "--window-size=1280,4000",
                "--virtual-time-budget=5000",
                "--dump-dom",
                address)
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("chromium came to an end").isTrue();
    } finally {
      process.destroyForcibly();
    }
    try (Stream<String> lines = Files.lines(log)) {
      String html = Files.readString(dom);
      String body = html.substring(html.lastIndexOf("<div id=\"head\">"));
      String opening = html.substring(0, html.indexOf("<head>"));
      return new Rendered(opening + body, lines.filter(line -> line.contains("CONSOLE")).toList());
    }
  }

  private static String browser() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(path -> NAMES.stream().map(name -> Path.of(path, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse(null);
  }

  private static String whole(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  private static String millis(double value) {
    return value < 1000
        ? new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString()
            + " ms"
        : "";
  }
}
