// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** An hour with a bad deploy, and texts that try to break out of the page. */
final class Incident {

  static final String SCRIPT = "</script><script>alert(1)</script>";
  static final String IMAGE = "<img src=x onerror=alert(2)>";

  private Incident() {}

  static WarehouseFixture warehouse() {
    WarehouseFixture warehouse = new WarehouseFixture();
    for (int i = 0; i < 60; i++) {
      long minute = WarehouseFixture.START + i;
      double wave = 1 + 0.2 * Math.sin(i / 7.0);
      boolean failing = i >= 31 && i < 43;
      warehouse.minute(
          "checkout", "checkout-00041-xyz", minute, i % 9 == 4 ? 1 : 0, latencies(620, 85 * wave));
      if (i >= 22 && i < 46) {
        warehouse.minute(
            "checkout",
            "checkout-00042-abc",
            minute,
            failing ? 280 : 0,
            3,
            3,
            2,
            failing ? latencies(300, 12) : Map.of());
      }
      if (i < 21) {
        warehouse.minute("catalog", "catalog-00017-kit", minute, 0, latencies(700, 24 * wave));
      }
      if (i >= 20) {
        warehouse.minute("catalog", "catalog-00018-fox", minute, 0, latencies(700, 26 * wave));
      }
      if (i < 15 || i > 19) {
        warehouse.minute(
            "gateway", "gateway-00007-owl", minute, failing ? 210 : 1, latencies(1300, 140 * wave));
      }
    }
    warehouse.minute("reports", "reports-00001-ant", WarehouseFixture.START + 3, 0, Map.of());
    warehouse.signature(
        "checkout",
        "checkout-00042-abc",
        WarehouseFixture.START + 22,
        "aaaaaaaaaaaaaaaa",
        "ModuleNotFoundError: No module named <*>",
        66);
    warehouse.signature(
        "checkout",
        "checkout-00042-abc",
        WarehouseFixture.START + 30,
        "bbbbbbbbbbbbbbbb",
        SCRIPT,
        4);
    warehouse.signature(
        "gateway", "gateway-00007-owl", WarehouseFixture.START + 33, "cccccccccccccccc", IMAGE, 3);
    warehouse.signature(
        "gateway",
        "gateway-00007-owl",
        WarehouseFixture.START + 34,
        "dddddddddddddddd",
        "line\u2028separator \u2029 and \"quotes\" & \\ and \u0000",
        2);
    warehouse.run(
        """
        INSERT INTO rejected_entries VALUES
          ('truncated', 'ends inside an object', 'logs.json:1201', '{"insertId":'),
          ('not_json', '<b>no JSON', 'logs.json:7', 'oops')
        """);
    return warehouse;
  }

  static Summary summary() {
    return new Summary(
        100_004,
        99_000,
        14,
        988,
        2,
        new TreeMap<>(Map.of("unknown_resource", 600L, "audit_read", 388L)),
        Instant.parse("2026-06-14T13:00:00.120Z"),
        Instant.parse("2026-06-14T13:59:59.900Z"));
  }

  private static Map<Double, Long> latencies(long requests, double median) {
    return Map.of(
        median * 0.6,
        requests * 30 / 100,
        median,
        requests * 40 / 100,
        median * 1.8,
        requests * 24 / 100,
        median * 4,
        requests * 4 / 100,
        median * 11,
        requests * 2 / 100);
  }
}
