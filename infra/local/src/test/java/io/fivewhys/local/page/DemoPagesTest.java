// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each page of the report over the demo's incident, served and as one file: it draws itself, asks
 * nobody else, complains of nothing and shows no word of a machine.
 */
class DemoPagesTest {

  /** What a script writes where a value is missing. */
  static final String NO_VALUE = "(?s).*\\b(NaN|undefined|null|Infinity|Invalid Date)\\b.*";

  /** Charts without a drop of ink. */
  private static final String BLANK =
      """
      [...document.querySelectorAll('[data-plot]')].filter(box => box.checkVisibility()).filter(box => {
        const canvas = box.querySelector('canvas');
        const ink = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        return !ink.some((byte, i) => i % 4 === 3 && byte > 0);
      }).map(box => box.dataset.plot)\
      """;

  @RegisterExtension static final Browser BROWSER = new Browser();

  @TempDir static Path folder;

  private static ServedWarehouse demo;
  private static String file;

  @BeforeAll
  static void replays_the_demo() throws Exception {
    demo = DemoPages.serve(folder);
    file = demo.onePage(folder.resolve("page.html"));
  }

  @AfterAll
  static void ends() throws Exception {
    if (demo != null) {
      demo.close();
    }
  }

  static List<Place> places() throws Exception {
    return Place.of(demo);
  }

  @ParameterizedTest
  @MethodSource("places")
  void served_it_draws_itself_and_asks_nobody_else(Place place) throws Exception {
    Page page = BROWSER.page();

    place.open(page, demo.uri());

    drawn(page, place);
    assertThat(page.requestsBeyond(demo.uri())).isEmpty();
    if (place.name().equals("overview")) {
      for (List<String> row : demo.query("SELECT DISTINCT service FROM service_minutes")) {
        assertThat(page.texts("tr[data-service] a")).contains(row.getFirst());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void as_one_file_it_draws_itself_and_asks_nobody_at_all(Place place) {
    Page page = BROWSER.page();

    place.open(page, file);

    drawn(page, place);
    assertThat(page.requests()).allMatch(each -> each.startsWith(file) || each.startsWith("data:"));
  }

  private static void drawn(Page page, Place place) {
    page.evaluate(
        "document.querySelectorAll('main details').forEach(fold => { fold.open = true })");
    Place.whole(page, 1280, false);
    assertThat(page.evaluate("document.title").asText()).isEqualTo(place.title() + " · fivewhys");
    assertThat(page.evaluate(BLANK)).isEmpty();
    if (Stream.of("overview", "compare").noneMatch(place.name()::equals)) {
      assertThat(page.count("[data-drawn=true]")).as("charts").isPositive();
    }
    assertThat(page.texts("header.top, main, footer").toString())
        .doesNotMatch(NO_VALUE)
        .doesNotContain("[object");
    assertThat(page.complaints()).isEmpty();
  }
}
