// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The rig sees what a page does wrong, and does what a reader does. */
class BrowserTest {

  @RegisterExtension static final Browser BROWSER = new Browser();

  @TempDir static Path folder;

  private static final String GOOD =
      """
      <!doctype html><html lang="en"><head><title>Good</title>
      <style>:root { color-scheme: light dark } body { background: Canvas; color: CanvasText }
      @media print { nav { display: none } }</style></head><body>
      <nav><a href="#/there">There</a></nav>
      <main><h1>Good <b>page</b></h1><p hidden>secret</p>
      <label>Name <input id="name"></label><button id="go">Go</button><p id="said"></p></main>
      <script>
      go.onclick = () => setTimeout(() => said.textContent = 'hello ' + document.querySelector('#name').value, 30);
      addEventListener('keydown', event => { if (event.key === 'Escape' && event.shiftKey) said.textContent = 'escaped' });
      addEventListener('hashchange', () => said.textContent = location.hash);
      </script></body></html>
      """;

  private static final String BAD =
      """
      <!doctype html><html><head>
      <meta http-equiv="Content-Security-Policy" content="img-src 'none'; script-src 'nonce-a'">
      </head><body>
      <p style="color: #bbb; background: #fff">hardly to be read</p>
      <img src="/forbidden.png">
      <script>document.title = 'forbidden too'</script>
      <script nonce="a">
      console.error('ours', 42);
      console.warn('careful');
      console.log('nothing to see');
      fetch('https://elsewhere.example/beacon').catch(() => {});
      setTimeout(() => { throw new TypeError('nobody catches me') }, 0);
      setTimeout(() => alert('planted'), 1);
      fetch('/there').then(() => document.documentElement.dataset.ready = 'true');
      </script></body></html>
      """;

  private static final Map<String, String> FILES =
      Map.of("/good", GOOD, "/bad", BAD, "/there", "x".repeat(50_000));

  private static HttpServer server;
  private static String origin;

  @BeforeAll
  static void serves_pages() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body =
              FILES
                  .getOrDefault(exchange.getRequestURI().getPath(), "")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(
              body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    origin = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterAll
  static void ends() {
    server.stop(0);
  }

  @Test
  void sees_all_that_a_page_complains_of(Page page) {
    page.open(origin + "/bad").await("document.documentElement.dataset.ready");
    page.await("performance.now() > 300"); // its own timers have run

    assertThat(page.complaints())
        .anyMatch(each -> each.equals("console.error: ours 42"))
        .anyMatch(each -> each.equals("console.warning: careful"))
        .anyMatch(each -> each.contains("exception: TypeError: nobody catches me"))
        .anyMatch(each -> each.equals("alert: planted"))
        .anyMatch(
            each -> each.contains("Content Security Policy") && each.contains("forbidden.png"))
        .anyMatch(each -> each.contains("Content Security Policy") && each.contains("inline"))
        .noneMatch(each -> each.contains("nothing to see"));
    assertThat(page.requestsBeyond(origin)).containsExactly("https://elsewhere.example/beacon");
    assertThat(page.requests()).contains(origin + "/there");
    assertThat(page.bytes()).isBetween(50_000L, 60_000L);
  }

  @Test
  void says_nothing_of_a_page_that_does_nothing_wrong(Page page) {
    page.open(origin + "/good")
        .evaluate(
            "document.head.append(Object.assign(document.createElement('link'), {rel: 'icon', href: 'data:,'}))");

    assertThat(page.complaints().stream().filter(each -> !each.contains("favicon"))).isEmpty();
    assertThat(page.requestsBeyond(origin)).isEmpty();
  }

  @Test
  void a_wait_that_is_in_vain_tells_what_the_page_complained_of(Page page) {
    page.open(origin + "/bad");

    assertThatThrownBy(() -> page.evaluate("nothing.there"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nothing is not defined")
        .hasMessageContaining("console.error: ours 42");
    assertThatThrownBy(() -> page.text("#nowhere")).hasMessageContaining("there is no #nowhere");
  }

  @Test
  void reads_clicks_and_types_as_a_reader_does(Page page) {
    page.open(origin + "/good");
    assertThat(page.text("main h1")).isEqualTo("Good page");
    assertThat(page.texts("main p")).as("hidden or empty").containsExactly("", "");

    page.click("#name").type("Ada 1").click("#go").await("said.textContent === 'hello Ada 1'");
    page.press("Shift+Escape").await("said.textContent === 'escaped'");
    page.focus("#name").press("Tab");
    assertThat(page.focused()).isEqualTo("button#go");
    page.click("nav a").await("said.textContent === '#/there'");
    page.open(origin + "/good#/here").await("said.textContent === '#/here'");
  }

  @Test
  void shows_themes_paper_and_phones(Page page) throws IOException {
    page.open(origin + "/good");

    assertThat(color(page.light(), "light.png")).isEqualTo(0xFFFFFFFF);
    assertThat(color(page.dark(), "dark.png")).isNotEqualTo(0xFFFFFFFF);
    assertThat(page.evaluate("matchMedia('(prefers-reduced-motion)').matches").asBoolean())
        .isFalse();
    page.reducedMotion();
    assertThat(page.evaluate("matchMedia('(prefers-reduced-motion)').matches").asBoolean())
        .isTrue();
    assertThat(page.texts("nav")).containsExactly("There");
    assertThat(
            page.print()
                .evaluate("getComputedStyle(document.querySelector('nav')).display")
                .asText())
        .isEqualTo("none");
    page.screen().size(390, 844, true);
    assertThat(page.evaluate("innerWidth").asInt()).isBetween(390, 980);
    assertThat(page.zone("Asia/Kolkata").evaluate("new Date(0).getHours()").asInt()).isEqualTo(5);
  }

  @Test
  void measures_by_the_clock_of_the_page(Page page) {
    double opened = page.millisToOpen(origin + "/good", "document.querySelector('main')");
    double clicked = page.millisFor("go.click()", "said.textContent");

    assertThat(opened).isPositive();
    assertThat(clicked).isGreaterThanOrEqualTo(29);
  }

  @Test
  void the_checker_finds_what_cannot_be_read(Page page) {
    page.open(origin + "/bad").await("document.documentElement.dataset.ready");

    assertThat(page.violations())
        .filteredOn(Violation::isSerious)
        .extracting(Violation::id)
        .contains("color-contrast", "document-title", "html-has-lang", "image-alt");
    assertThat(page.open(origin + "/good").violations()).filteredOn(Violation::isSerious).isEmpty();
  }

  private static int color(Page page, String name) throws IOException {
    Path file = folder.resolve(name);
    page.screenshot(file, true);
    BufferedImage picture = ImageIO.read(file.toFile());
    return picture.getRGB(picture.getWidth() - 2, 2);
  }
}
