// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How each page looks, with a deploy and a why opened: light and dark, at a desk and on a phone.
 * The checker of accessibility finds nothing, all of it can be seen, and pictures of it stand in
 * {@code target/pages} for those who look.
 */
class PageLooksTest {

  private static final Path PICTURES =
      Path.of(System.getProperty("fivewhys.root", "../..")).resolve("infra/local/target/pages");

  private static final String OPEN_ALL =
      "document.querySelectorAll('#why-2 details, .deploy, .resource').forEach((fold, i) => { if (i < 3) fold.open = true })";

  @RegisterExtension static final Browser BROWSER = new Browser();

  @TempDir static Path folder;

  private static ServedWarehouse demo;

  @BeforeAll
  static void replays_the_demo() throws Exception {
    demo = DemoPages.serve(folder);
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
  void it_can_be_read_by_all_in_every_look(Place place) {
    Page page = BROWSER.page();
    place.open(page, demo.uri());
    page.evaluate(OPEN_ALL);
    for (boolean phone : new boolean[] {false, true}) {
      for (boolean dark : new boolean[] {false, true}) {
        look(page, place, phone, dark);
      }
    }
    assertThat(page.complaints()).isEmpty();
  }

  private static void look(Page page, Place place, boolean phone, boolean dark) {
    if (dark) {
      page.dark();
    } else {
      page.light();
    }
    page.await(
        "document.documentElement.dataset.theme === '%s'".formatted(dark ? "dark" : "light"));
    Place.whole(page, phone ? 390 : 1280, phone);
    String name =
        "%s-%s-%s.png".formatted(place, phone ? "phone" : "desk", dark ? "dark" : "light");
    page.screenshot(PICTURES.resolve(name), false);
    assertThat(Layout.faults(page)).as(name).isEmpty();
    assertThat(page.violations()).as(name).isEmpty();
  }
}
