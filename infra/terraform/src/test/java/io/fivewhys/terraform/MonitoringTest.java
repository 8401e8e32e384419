// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.contract.Metric;
import io.fivewhys.contract.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Alerts and dashboard are about numbers that there are, and each alert has its runbook. */
class MonitoringTest {

  private static final Path MODULE = TerraformFiles.FOLDER.resolve("modules/monitoring");
  private static final Pattern OURS = Pattern.compile("\\b(fivewhys_\\w+)(?:\\{([^}]*)\\})?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=~?\\\\?\"");
  private static final Pattern GROUPED =
      Pattern.compile("by \\((\\w+)\\) \\((?:\\w+\\()?(fivewhys_\\w+)");

  private static final SortedMap<String, Metric> METRICS = new TreeMap<>();

  static {
    Metrics.ALL.forEach(metric -> METRICS.put(metric.exposedName(), metric));
  }

  private static List<String> expressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    alerts().values().forEach(alert -> expressions.add((String) alert.get("query")));
    expressions.add(TerraformFiles.text(MODULE.resolve("dashboard.json")));
    expressions.add(
        TerraformFiles.text(TerraformFiles.FOLDER.resolve("modules/workers/autoscaling.tf")));
    return expressions;
  }

  private static Map<String, Map<String, Object>> alerts() throws IOException {
    return new Yaml().load(Files.readString(MODULE.resolve("alerts.yaml")));
  }

  @Test
  void every_metric_of_ours_exists_with_the_labels_that_are_asked_for() throws IOException {
    SortedSet<String> used = new TreeSet<>();
    for (String expression : expressions()) {
      Matcher ours = OURS.matcher(expression);
      while (ours.find()) {
        // Of another pipeline in the same project it is not.
        assertThat(ours.group()).contains("cluster=");
        Metric metric = METRICS.get(ours.group(1));
        assertThat(metric).as(ours.group(1)).isNotNull();
        used.add(ours.group(1));
        Matcher label = LABEL.matcher(ours.group(2) == null ? "" : ours.group(2));
        while (label.find()) {
          assertThat(label.group(1)).as(ours.group()).isIn(metric.label(), "cluster");
        }
      }
      Matcher grouped = GROUPED.matcher(expression);
      while (grouped.find()) {
        assertThat(grouped.group(1)).isEqualTo(METRICS.get(grouped.group(2)).label());
      }
    }
    assertThat(used).contains("fivewhys_ready", "fivewhys_lag_records");
  }

  @Test
  void every_alert_has_its_runbook_and_every_runbook_its_alert() throws IOException {
    Matcher section =
        Pattern.compile("(?m)^### Alert: ([\\w-]+)$")
            .matcher(TerraformFiles.text(TerraformFiles.ROOT.resolve("infra/OPERATIONS.md")));
    SortedSet<String> runbooks = new TreeSet<>();
    while (section.find()) {
      runbooks.add(section.group(1));
    }
    assertThat(runbooks).isEqualTo(new TreeSet<>(alerts().keySet()));
  }

  @Test
  void every_alert_says_what_is_wrong_and_how_bad_it_is() throws IOException {
    alerts()
        .forEach((name, alert) -> {
          assertThat((String) alert.get("summary")).as(name).isNotBlank();
          assertThat((String) alert.get("severity")).as(name).isIn("CRITICAL", "ERROR", "WARNING");
          assertThat((String) alert.get("for")).as(name).matches("\\d+s");
        });
  }

  @Test
  void pods_and_worker_pools_tell_the_same() {
    String collector = TerraformFiles.text(TerraformFiles.FOLDER.resolve("modules/access/main.tf"));
    String pods =
        TerraformFiles.text(
            TerraformFiles.ROOT.resolve("infra/kubernetes/overlays/gke/pod-monitoring.yaml"));
    Pattern kept = Pattern.compile("regex\\s*[:=]\\s*\"?(fivewhys_[^\"\n]*)");
    Matcher ofPools = kept.matcher(collector);
    Matcher ofPods = kept.matcher(pods);

    assertThat(ofPools.find()).isTrue();
    assertThat(ofPods.results().map(found -> found.group(1)).distinct())
        .containsExactly(ofPools.group(1));
  }
}
