// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import io.fivewhys.bench.live.GuaranteesRun;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/**
 * The services under chaos: killed, cut off, out of disk, with messages that come twice or late.
 * What comes out is held against a run of the same input that nothing disturbed.
 */
public final class GuaranteesBench {

  private GuaranteesBench() {}

  public static void main(String[] args) throws IOException {
    BenchOptions options =
        BenchOptions.parse(
            args, Map.of("seed", "1", "kills", "10", "minutes", "60", "speed", "60"));
    long seed = options.number("seed");
    GuaranteesRun.Report report =
        new GuaranteesRun(
                seed,
                (int) options.number("kills"),
                (int) options.number("minutes"),
                options.number("speed"),
                System.out::println)
            .run();
    System.out.printf(
        Locale.ROOT,
        "%n{\"seed\":%d,\"kills\":%d,\"rows\":%d,\"escalations\":%d,\"rows_differing\":%d,"
            + "\"escalations_differing\":%d}%n",
        seed,
        report.kills(),
        report.rows(),
        report.escalations(),
        report.rowsDiffering().size(),
        report.escalationsDiffering().size());
    System.exit(report.isSame() ? 0 : 1);
  }
}
