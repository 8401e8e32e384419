// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fivewhys.Escalation;
import io.fivewhys.sinks.report.TrendReport.ServiceTrend;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
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
  void shows_each_deploy_with_the_verdict_of_the_warehouse() throws Exception {
    try (WarehouseFixture warehouse = Incident.warehouse()) {
      Rendered page = render(write(warehouse.report(Incident.summary())));

      assertThat(page.console()).isEmpty();
      List<String> verdicts = new ArrayList<>();
      try (Statement statement = warehouse.connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  """
                  SELECT last(verdict ORDER BY sequence) FROM revision_changes
                  GROUP BY service, to_revision
                  ORDER BY max(coalesce(first_traffic_at, created_at)) DESC
                  """)) {
        while (row.next()) {
          verdicts.add(row.getString(1));
        }
      }
      assertThat(verdicts).hasSize(4);
      assertThat(all(page.dom(), "data-verdict=\"([A-Z_]+)\">")).isEqualTo(verdicts);
      assertThat(all(page.dom(), "data-verdict=[^>]*><span[^>]*>[^<]*</span>([A-Z_]+)</span>"))
          .isEqualTo(verdicts);
      assertThat(page.dom())
          .contains("first seen: ", "✕ </span>never ready<", "about 240 more requests needed")
          .contains("+93 points (+92 to +94) 5xx", "d***@acme.example · gcloud.run.deploy")
          .doesNotContain("DISCOUNTS_URL");
    }
  }

  @Test
  void a_deploy_that_is_opened_shows_both_revisions_and_what_differs() throws Exception {
    try (WarehouseFixture warehouse = Incident.warehouse()) {
      Rendered page =
          render(
              write(warehouse.report(Incident.summary()))
                  + "#d-acme-prod-us-central1-checkout-checkout-00042-abc");

      assertThat(page.console()).isEmpty();
      String deploy = page.deploy("checkout-00042-abc");
      assertThat(deploy)
          .contains("Compared with the old revision in the same minutes")
          .contains("7,440", "3,600", "0.18 %", "93.3 %")
          .contains("data-field=\"env.DISCOUNTS_URL\" class=\"suspect\"", "suspect, 0.91")
          .contains("data-field=\"limits.memory\"", "512Mi", "256Mi", "no longer there")
          .contains("KeyError: &lt;*&gt; DISCOUNTS_URL", "exited with code 3");
      assertThat(all(deploy, "(<canvas)")).as("error rate and latencies").hasSize(2);
    }
  }

  @Test
  void a_deploy_whose_every_text_is_markup_does_nothing() throws Exception {
    try (WarehouseFixture warehouse = Incident.warehouse()) {
      Rendered page =
          render(
              write(warehouse.report(Incident.summary()))
                  + "#d-acme-prod-us-central1-gateway-gateway-00008-%3Cimg%20src%3Dx%20onerror%3Dalert(2)%3E");

      assertThat(page.console()).isEmpty();
      assertThat(page.dom())
          .contains("<details class=\"deploy\"", "open=\"\"", "▸ suspect, 0.40")
          .contains("&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x")
          .doesNotContain("<img", "<script>alert");
      assertThat(all(page.dom(), "<[a-z]+(?: [a-z-]+=\"[^\"]*\")* (on[a-z]+)=")).isEmpty();
    }
  }

  @Test
  void shows_each_incident_as_it_stands_with_its_chain_of_whys() throws Exception {
    try (WarehouseFixture warehouse = Incident.warehouse()) {
      warehouse.escalation(Escalations.opened());
      warehouse.escalation(Escalations.resolved());
      Escalation open = Escalations.opened();
      open.setIncidentId("77aa");
      warehouse.escalation(open);

      Rendered page = render(write(warehouse.report(Incident.summary())));

      assertThat(page.console()).isEmpty();
      assertThat(all(page.dom(), "data-incident=\"([^\"]*)\""))
          .as("what is not over comes first")
          .containsExactly("77aa", "3f2a9c");
      assertThat(all(page.dom(), "data-severity=\"([A-Z0-9]*)\"")).containsExactly("P2", "P1");
      assertThat(page.dom())
          .contains("◆ 1 open · 2 in all", "◆ open", "● resolved", "12 min 30 s")
          .contains("Why does checkout answer 500?", "[observed · 1,240×]", "FATAL: remaining")
          .contains("cause: sql connections exhausted", "not revision code", "confidence 70.0 %")
          .contains("gcloud sql instances patch orders-db", ">copy<", "SELECT count(*)")
          .contains("410 of 1,000 (41.0 %)", "./fivewhys postmortem 3f2a9c");
      assertThat(page.dom().indexOf("id=\"incidents\""))
          .isLessThan(page.dom().indexOf("data-total"));
    }
  }

  @Test
  void an_incident_whose_every_text_is_markup_does_nothing() throws Exception {
    String hostile =
        Incident.SCRIPT
            + Incident.IMAGE
            + "\"' onclick=alert(4) javascript:alert(5) \u2028</textarea>";
    try (WarehouseFixture warehouse = new WarehouseFixture()) {
      warehouse.escalation(Escalations.hostile(hostile));
      warehouse.escalation(Escalations.hostile(hostile.repeat(500)));

      Rendered page = render(write(warehouse.report()));

      assertThat(page.console()).isEmpty();
      assertThat(page.dom())
          .contains("&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x")
          .doesNotContain("<img", "<script>alert")
          .hasSizeLessThan(120_000);
      assertThat(all(page.dom(), "<[a-z]+(?: [a-z-]+=\"[^\"]*\")* (on[a-z]+)=")).isEmpty();
      assertThat(all(page.dom(), "href=\"(?!#)([^\"]*)\"")).isEmpty();
    }
  }

  @Test
  void an_empty_report_says_so() throws Exception {
    try (WarehouseFixture warehouse = new WarehouseFixture()) {
      Rendered page = render(write(warehouse.report()));

      assertThat(page.console()).isEmpty();
      assertThat(page.dom())
          .contains("No requests in this export.")
          .contains("No deploy in this export: no revision took over from another.");
    }
  }

  @Test
  void the_page_of_documents_draws_itself_from_one_file() throws Exception {
    try (WarehouseFixture warehouse = Incident.warehouse();
        WarehouseReader reader = warehouse.reader()) {
      warehouse.minute("<img src=x onerror=alert(3)>", "x", 29_690_701, 0, Map.of());
      Path file = folder.resolve("documents.html");
      try (OutputStream out = Files.newOutputStream(file)) {
        AppPage.write(Documents.DEFAULT.all(reader, AskedRange.OPEN), out);
      }

      Rendered page = render(file.toUri().toString());

      assertThat(page.console()).isEmpty();
      assertThat(page.dom())
          .contains("data-ready=\"true\"", ">checkout<", "&lt;img src=x onerror=alert(3)&gt;")
          .doesNotContain("<img");
    }
  }

  @Test
  void the_live_page_takes_what_is_new_without_reloading() throws Exception {
    // Given a report that has one request more each time it is asked for
    try (WarehouseFixture warehouse = Incident.warehouse();
        ReportServer server =
            new ReportServer(
                    ReportAccess.LOOPBACK,
                    0,
                    () -> {
                      warehouse.run(
                          "UPDATE service_minutes SET requests = requests + 1 WHERE service = 'reports'");
                      return warehouse.report();
                    },
                    new ReportStore(Documents.DEFAULT, warehouse::reader, Duration.ofSeconds(2)))
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

    /** Up to the next one. */
    String deploy(String revision) {
      int start = dom.indexOf("-" + revision + "\"");
      return dom.substring(start, dom.indexOf("<details class=\"deploy\"", start));
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
      String body = html.substring(Math.max(0, html.lastIndexOf("<div id=\"head\">")));
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

  private static List<String> all(String text, String regex) {
    return Pattern.compile(regex).matcher(text).results().map(found -> found.group(1)).toList();
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
