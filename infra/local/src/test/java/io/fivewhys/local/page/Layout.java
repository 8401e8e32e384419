// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a page cannot be seen, however one scrolls: what lies beside the page, and text that its
 * own box cuts off without saying so.
 */
final class Layout {

  private static final String FAULTS =
      """
      (() => {
        const faults = [];
        const wide = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth > wide)
          faults.push(`the page is ${document.documentElement.scrollWidth} wide, the window ${wide}`);
        const scrolls = e => /auto|scroll/.test(getComputedStyle(e).overflowX);
        const named = e => `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''} "${e.textContent.slice(0, 60)}"`;
        for (const e of document.body.querySelectorAll('*')) {
          if (e.closest('svg, .skip, .unseen, [data-plot], dialog:not([open]), option') || !e.checkVisibility()) continue;
          const box = e.getBoundingClientRect();
          if (!box.width || !box.height) continue;
          let held = false;
          for (let up = e.parentElement; up && up !== document.body; up = up.parentElement)
            held ||= getComputedStyle(up).overflowX !== 'visible';
          if (!held && (box.right > wide + 1 || box.left < -1))
            faults.push(`${named(e)} lies from ${Math.round(box.left)} to ${Math.round(box.right)}`);
          const style = getComputedStyle(e);
          if (/hidden|clip/.test(style.overflowX) && style.textOverflow !== 'ellipsis' && e.scrollWidth > e.clientWidth + 1 && e.clientWidth)
            faults.push(`${named(e)} is cut at ${e.clientWidth} of ${e.scrollWidth}`);
          if (style.overflowX === 'visible' && style.display !== 'inline' && e.scrollWidth > e.clientWidth + 1 && e.clientWidth
              && !scrolls(e) && ![...e.querySelectorAll('*')].some(scrolls) && e.children.length === 0)
            faults.push(`${named(e)} needs ${e.scrollWidth} of ${e.clientWidth}`);
        }
        return faults;
      })()\
      """;

  private Layout() {}

  static List<String> faults(Page page) {
    List<String> faults = new ArrayList<>();
    for (JsonNode fault : page.evaluate(FAULTS)) {
      faults.add(fault.asText());
    }
    return List.copyOf(faults);
  }
}
