// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PostmortemTest {

  @Test
  void tells_an_incident_from_its_begin_to_what_to_do() {
    assertThat(
            Postmortem.of(
                new Incident(
                    List.of(Incidents.opened(), Incidents.updated(), Incidents.resolved()))))
        .isEqualTo(
            """
            # checkout fails: orders-db has no connection left

            **P1**, resolved after 12 min, project acme-prod, incident 3f2a9c. Cause: sql connections exhausted: cloud sql instance orders-db (inferred, confidence 0.7).

            ## Timeline

            | when (UTC) | what |
            |---|---|
            | 2026-03-01T09:59:00Z | The symptom began. |
            | 2026-03-01T10:02:00Z | Opened as P2: cloud run service checkout: error rate 0.41, objective 0.99, burning 41 times too fast (availability) |
            | 2026-03-01T10:05:00Z | Updated: severity P2 → P1; also affected cloud run service cart. |
            | 2026-03-01T10:30:00Z | Resolved: the symptom ended 2026-03-01T10:14:30Z. |

            ## Impact

            410 of 1,000 requests failed (41 %), in 2 minutes.

            ## Whys

            ### 1. Why does checkout answer 500?

            It cannot connect to orders-db.

            *observed, 1,240×*, cloud run service checkout

            | when (UTC) | log | entry | says |
            |---|---|---|---|
            | 2026-03-01T10:00:03Z | run.googleapis.com/stderr | a1 | FATAL: remaining connection slots are reserved |

            ```sql
            SELECT count(*)
            FROM error_signatures
            ```

            ### 2. Why are no connections left?

            Every instance keeps ten open.

            *inferred*, cloud sql instance orders-db

            ## What it was not

            - revision code of cloud run service checkout: the old revision fails as well

            ## Affected

            - cloud run service checkout
            - cloud run service cart

            ## Actions

            Decision: scale.

            Allow more connections.

            ```sh
            gcloud sql instances patch orders-db --database-flags=max_connections=200
            ```

            Then make the pools smaller.
            """);
  }

  @Test
  void hostile_text_is_shown_and_does_nothing() {
    String hostile =
        "# x | <img src=x onerror=alert(1)> [a](javascript:alert(2)) ![b](http://c) `d` ```\n"
            + "```\n| e | www.f.example \\| \u001b[2J @everyone";

    String markdown = Postmortem.of(new Incident(List.of(Incidents.hostile(hostile))));
    String prose = markdown.replaceAll("(?s)\n(````+)(sql|sh)\n.*?\n\\1\n", "\n");

    assertThat(prose)
        .doesNotContain("<", "www.", "@", "\u001b")
        .doesNotContainPattern("(?<!\\\\)(\\]\\(|://)")
        .doesNotContainPattern("(?<!\\\\)`")
        .doesNotContainPattern("(?m)^#+ #")
        .contains("\\# x &#124; &lt;img src=x onerror=alert(1)&gt; \\[a\\](javascript:alert(2))");
    assertThat(prose.lines().filter(line -> line.startsWith("|")))
        .allMatch(line -> List.of(3L, 5L).contains(line.chars().filter(c -> c == '|').count()));
    assertThat(markdown).contains("````sql\n", "````sh\n").doesNotContain("\u001b");
  }

  @Test
  void no_text_begins_a_list_or_a_heading() {
    assertThat(List.of("- a", "+ a", "1. a", "12) a", "===", "- -", "* a", "# a", "> a"))
        .extracting(Markdown::text)
        .containsExactly(
            "\\- a", "\\+ a", "1\\. a", "12\\) a", "\\===", "\\- -", "\\* a", "\\# a", "&gt; a");
  }

  @Test
  void a_fence_is_longer_than_any_in_it() {
    assertThat(Markdown.block("sql", "SELECT 1\n````\n  x"))
        .isEqualTo("`````sql\nSELECT 1\n````\n  x\n`````\n");
  }
}
