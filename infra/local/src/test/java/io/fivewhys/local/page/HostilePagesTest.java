// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever logs and addresses say, the pages show it, or say that they cannot; they never do it.
 */
class HostilePagesTest {

  /** Elements and attributes that only a text of the warehouse can have brought. */
  private static final String MADE =
      """
      document.querySelectorAll('img, script:not([src]):not([type]), [onerror], [onload], a[href^="javascript:" i]').length
        - [...document.scripts].filter(s => !s.src && !s.type && s.textContent.length > 100_000).length\
      """;

  private static final List<String> NONSENSE =
      List.of(
          "#/%zz",
          "#/%",
          "#/service/%zz/%/%e0%a4",
          "#/nothing/at/all",
          "#/service",
          "#/service/a/b/c",
          "#/service//b/c",
          "#/incident",
          "#/incident/unknown",
          "#/incident/%3Cscript%3E",
          "#/compare/a/b/c",
          "#/compare/a/b/c?by=revision&a=x&b=y",
          "#/compare/a/b/c?by=service&b=%25zz",
          "#/compare/a/b/c?by=service&b=%25zz/a/b",
          "#/?from=nonsense&to=%zz&last=-1&zoom=a-b&time=x&theme=y&sort=z.z&find=%00",
          "#/?from=1e300",
          "#/?from=2&to=1",
          "#/?from=99999999999999",
          "#/?last=99999999999999999",
          "#/capacity?from=5&to=4",
          "#/?sort=__proto__.down",
          "#/__proto__",
          "#/constructor",
          "#/service/__proto__/a/b",
          "##",
          "#//////",
          "#/?why=<img>&deploy=\"'",
          "#/?last=1&from=-5",
          "#/?last=0",
          "#/compare?span=x&by=y");

  @RegisterExtension static final Browser BROWSER = new Browser();

  @TempDir static Path folder;

  private static ServedWarehouse hostile;
  private static String file;

  @BeforeAll
  static void plants() throws Exception {
    hostile = DemoPages.serve(folder);
    HostileWarehouse.plant(hostile);
    file = hostile.onePage(folder.resolve("page.html"));
  }

  @AfterAll
  static void ends() throws Exception {
    if (hostile != null) {
      hostile.close();
    }
  }

  static List<Arguments> places() throws Exception {
    String incident =
        encoded(hostile.query("SELECT DISTINCT incident_id FROM escalations").getFirst());
    List<String> services = new ArrayList<>();
    hostile
        .query(
            "SELECT DISTINCT project, location, service FROM service_minutes"
                + " WHERE contains(service, 'checkout') OR contains(service, 'gateway') ORDER BY 3")
        .forEach(row -> services.add(encoded(row)));
    String checkout =
        services.stream().filter(each -> each.contains("checkout")).findFirst().orElseThrow();
    String gateway =
        services.stream().filter(each -> each.contains("gateway")).findFirst().orElseThrow();
    return Stream.of(
            "#/",
            "#/incident/" + incident,
            "#/service/" + checkout,
            "#/service/" + checkout + "?lines=revision",
            "#/capacity",
            "#/compare?span=60",
            "#/compare/" + checkout + "?span=60",
            "#/compare/" + checkout + "?by=revision",
            "#/compare/" + checkout + "?by=service&b=" + encoded(List.of(gateway)))
        .<Arguments>mapMulti((fragment, all) -> {
          String page = fragment.split("acme-prod|inc-")[0];
          all.accept(Arguments.argumentSet(page + " served", fragment, true));
          all.accept(Arguments.argumentSet(page + " as one file", fragment, false));
        })
        .toList();
  }

  @ParameterizedTest
  @MethodSource("places")
  void what_logs_say_is_shown_and_never_done(String fragment, boolean served) {
    Page page = BROWSER.page();
    String address = served ? hostile.uri() : file;

    page.open(address + fragment)
        .await("document.documentElement.dataset.ready && !document.querySelector('.loading')");

    assertThat(page.count(".failure")).isZero();
    page.evaluate(
        "document.querySelectorAll('main details').forEach(fold => { fold.open = true })");
    for (int width : new int[] {1280, 390}) {
      Place.whole(page, width, width < 1000);
      assertThat(Layout.faults(page)).as("at %d", width).isEmpty();
      assertThat(page.width()).as("at %d", width).isLessThanOrEqualTo(width);
    }
    assertThat(page.text("main")).contains("<script>window.planted = 1</script>");
    assertThat(page.evaluate(MADE).asInt()).isZero();
    assertThat(page.evaluate("window.planted === undefined").asBoolean()).isTrue();
    assertThat(page.requestsBeyond(address)).isEmpty();
    assertThat(page.complaints()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_address_that_means_nothing_is_told_so_in_a_sentence(boolean served) {
    Page page = BROWSER.page();
    page.open(served ? hostile.uri() : file).await("document.documentElement.dataset.ready");

    for (String fragment : NONSENSE) {
      page.evaluate(
          "delete document.documentElement.dataset.ready; location.hash = "
              + DevTools.quoted(fragment));
      page.await("document.documentElement.dataset.ready !== undefined");

      assertThat(page.text("main"))
          .as(fragment)
          .matches("(?s).*[a-z]{3}.*")
          .doesNotMatch(DemoPagesTest.NO_VALUE);
      assertThat(page.complaints())
          .as(fragment)
          .allMatch(each -> each.startsWith("network: Failed to load"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"minutes", "deploys", "incidents", "capacity", "connections", "weekly"})
  void no_cell_of_a_file_begins_a_formula(String name) throws Exception {
    String csv = get(hostile.uri() + "export/" + name + ".csv");

    List<String> cells = cells(csv);
    assertThat(cells).anyMatch(cell -> cell.contains("window.planted"));
    assertThat(
            cells.stream()
                .filter(cell -> cell.matches("(?s)[=+\\-@\t\r].*"))
                .filter(cell -> !cell.matches("-?[0-9.]+(E-?[0-9]+)?")))
        .isEmpty();
  }

  /** Of RFC 4180. */
  private static List<String> cells(String csv) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < csv.length(); i++) {
      char c = csv.charAt(i);
      if (quoted && c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
        cell.append(csv.charAt(++i));
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == '\r' && csv.startsWith("\r\n", i))) {
        cells.add(cell.toString());
        cell.setLength(0);
        i += c == '\r' ? 1 : 0;
      } else {
        cell.append(c);
      }
    }
    return cells;
  }

  private static String get(String address) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(address)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer.body();
    }
  }

  private static String encoded(List<String> parts) {
    return parts.stream()
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }
}
