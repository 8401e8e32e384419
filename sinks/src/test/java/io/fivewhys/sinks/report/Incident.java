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
        INSERT INTO rejected_entries (reason, detail, source, excerpt) VALUES
          ('truncated', 'ends inside an object', 'logs.json:1201', '{"insertId":'),
          ('not_json', '<b>no JSON', 'logs.json:7', 'oops')
        """);
    deploys(warehouse);
    return warehouse;
  }

  /** Each verdict once, one revision that never became ready, and one that tries to break out. */
  private static void deploys(WarehouseFixture warehouse) {
    warehouse.deploy(
        "catalog",
        "catalog-00017-kit",
        "catalog-00018-fox",
        WarehouseFixture.START + 20,
        "NO_EFFECT",
        """
        'SAME_MINUTES' AS control, 700 AS requests_before, 28000 AS requests_after,
        0.0 AS error_rate_before, 0.0 AS error_rate_after, 0.0001 AS effect,
        -0.004 AS effect_low, 0.005 AS effect_high, 1.0 AS p_value, 'errors_5xx' AS indicator,
        24.1 * 4 AS latency_p95_before_ms, 26.2 * 4 AS latency_p95_after_ms, true AS final,
        'terraform@acme-prod.iam.gserviceaccount.com' AS actor,
        'Terraform/1.9.5 (+https://www.terraform.io) google-provider/6.1' AS tool,
        [{field: 'image_digest', before: 'sha256:41d0', after: 'sha256:9b7e'}] AS diff,
        'Errors and latency are as they were, over 28,000 requests.' AS reason
        """);
    String regression =
        """
        %d AS sequence, 'SAME_MINUTES' AS control, 7440 AS requests_before,
        3600 AS requests_after, 0.0018 AS error_rate_before, 0.933 AS error_rate_after,
        0.931 AS effect, 0.922 AS effect_low, 0.939 AS effect_high, 1e-12 AS p_value,
        'errors_5xx' AS indicator, 340.5 AS latency_p95_before_ms, 48.2 AS latency_p95_after_ms,
        true AS latency_changed, make_timestamp(%d) AS restored_at,
        'd***@acme.example' AS actor,
        'google-cloud-sdk gcloud/534.0.0 command/gcloud.run.deploy invocation-id/1' AS tool,
        [{field: 'image_digest', before: 'sha256:77aa', after: 'sha256:0c1d'},
         {field: 'env.DISCOUNTS_URL', before: 'hash:5d41', after: NULL},
         {field: 'limits.memory', before: '512Mi', after: '256Mi'},
         {field: 'scaling.max', before: NULL, after: '40'}] AS diff,
        [{field: 'env.DISCOUNTS_URL', score: 0.91,
          reason: 'The new errors name DISCOUNTS_URL, which this revision no longer has.'},
         {field: 'image_digest', score: 0.22, reason: 'The image changed.'}] AS suspects,
        ['Two instances exited with code 3 before they listened.'] AS findings,
        ['KeyError: <*> DISCOUNTS_URL', 'ModuleNotFoundError: No module named <*>']
          AS new_signatures,
        '93.3 %% of 3,600 requests failed on checkout-00042-abc, 0.2 %% of 7,440 in the same minutes on checkout-00041-xyz.'
          AS reason
        """;
    warehouse.deploy(
        "checkout",
        "checkout-00041-xyz",
        "checkout-00042-abc",
        WarehouseFixture.START + 31,
        "INSUFFICIENT_DATA",
        "'Too early to tell.' AS reason, 400 AS requests_needed");
    warehouse.deploy(
        "checkout",
        "checkout-00041-xyz",
        "checkout-00042-abc",
        WarehouseFixture.START + 31,
        "REGRESSION",
        regression.formatted(2, (WarehouseFixture.START + 43) * 60_000_000));
    warehouse.deploy(
        "reports",
        null,
        "reports-00001-ant",
        WarehouseFixture.START + 3,
        "INSUFFICIENT_DATA",
        """
        NULL AS ready_at, NULL AS first_traffic_at, 240 AS requests_needed,
        ['Never became ready: the container exited with code 3 before it listened.'] AS findings,
        'It served nothing.' AS reason
        """);
    String hostile = WarehouseFixture.quoted(SCRIPT + IMAGE + "\"' onclick=alert(4) \u2028");
    warehouse.deploy(
        "gateway",
        "gateway-00007-owl",
        "gateway-00008-" + IMAGE,
        WarehouseFixture.START + 35,
        "SHARED_CAUSE",
        """
        %1$s AS actor, %1$s AS tool, %1$s AS indicator, repeat(%1$s, 200) AS reason,
        [{field: 'env.' || repeat(%1$s, 50), before: %1$s, after: repeat(%1$s, 500)}] AS diff,
        [{field: 'env.' || repeat(%1$s, 50), score: 0.4, reason: %1$s}] AS suspects,
        [%1$s] AS findings, [%1$s, repeat(%1$s, 100)] AS new_signatures,
        'SAME_MINUTES' AS control
        """
            .formatted(hostile));
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
