// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/**
 * A page of the report: how a picture of it is called, what its address says after the {@code #},
 * and what the browser's tab then says.
 */
record Place(String name, String fragment, String title) {

  static final String CHECKOUT = "acme-prod/us-central1/checkout";
  static final String GATEWAY = "acme-prod/us-central1/gateway";

  /** Every chart that is not folded away, when all of the page is in the window. */
  private static final String DRAWN =
      "[...document.querySelectorAll('[data-plot]')]"
          + ".every(box => !box.checkVisibility() || box.dataset.drawn === 'true')";

  /** Of the demo, and of what is in every such warehouse: of its only incident. */
  static List<Place> of(ServedWarehouse demo) throws SQLException {
    List<String> incident =
        demo.query(
                "SELECT incident_id, arg_max(title, sequence) FROM escalations"
                    + " GROUP BY 1 ORDER BY 1 LIMIT 1")
            .getFirst();
    return List.of(
        new Place("overview", "#/", "Overview"),
        new Place("incident", "#/incident/" + incident.getFirst(), incident.get(1)),
        new Place("service", "#/service/" + CHECKOUT, "checkout"),
        new Place("capacity", "#/capacity", "Capacity"),
        new Place("compare", "#/compare?span=60", "Compare"),
        new Place("compare-times", "#/compare/" + CHECKOUT + "?span=60", "Compare"),
        new Place("compare-revisions", "#/compare/" + CHECKOUT + "?by=revision", "Compare"),
        new Place(
            "compare-services",
            "#/compare/%s?by=service&b=%s".formatted(CHECKOUT, GATEWAY.replace("/", "%2F")),
            "Compare"));
  }

  /** What the page says of itself when it is drawn. */
  String path() {
    String path = fragment.substring("#/".length()).split("\\?", 2)[0];
    return path.isEmpty() ? "overview" : URLDecoder.decode(path, StandardCharsets.UTF_8);
  }

  /**
   * @param address of the report, without a fragment
   */
  Page open(Page page, String address) {
    return awaitReady(page.open(address + fragment));
  }

  Page awaitReady(Page page) {
    return page.await(
        ("document.documentElement.dataset.ready === %s && !document.querySelector('main[aria-busy]')"
                + " && document.querySelector('#live').dataset.state")
            .formatted(DevTools.quoted(path())));
  }

  /** Makes the window as high as the page, so that all of it is drawn. */
  static Page whole(Page page, int width, boolean mobile) {
    page.size(width, 900, mobile);
    page.size(width, page.evaluate("document.documentElement.scrollHeight").asInt(), mobile);
    page.await(DRAWN);
    page.size(width, page.evaluate("document.documentElement.scrollHeight").asInt(), mobile);
    return page.await(DRAWN);
  }

  @Override
  public String toString() {
    return name;
  }
}
