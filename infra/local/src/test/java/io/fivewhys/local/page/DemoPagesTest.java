// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page over the demo's incident opens in a browser, served and as one file. */
class DemoPagesTest {

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

  @Test
  void the_served_page_shows_every_service_and_asks_nobody_else(Page page) throws Exception {
    page.open(demo.page("")).await("document.documentElement.dataset.ready");

    assertThat(page.complaints()).isEmpty();
    assertThat(page.requestsBeyond(demo.uri())).isEmpty();
    String text = page.text("body");
    for (List<String> row : demo.query("SELECT DISTINCT service FROM service_minutes")) {
      assertThat(text).contains(row.getFirst());
    }
  }

  @Test
  void the_page_of_one_file_asks_nobody_at_all(Page page) throws Exception {
    String address = demo.onePage(folder.resolve("page.html"));

    page.open(address).await("document.documentElement.dataset.ready");

    assertThat(page.complaints()).isEmpty();
    assertThat(page.requestsBeyond(address)).isEmpty();
    assertThat(page.text("body")).contains("checkout");
  }
}
