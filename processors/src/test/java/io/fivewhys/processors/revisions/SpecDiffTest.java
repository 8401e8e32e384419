// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import static io.fivewhys.processors.revisions.Story.secret;
import static io.fivewhys.processors.revisions.Story.spec;
import static io.fivewhys.processors.revisions.Story.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.ContainerSpec;
import io.fivewhys.EnvVar;
import io.fivewhys.FieldChange;
import io.fivewhys.RevisionSpec;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SpecDiffTest {

  @Test
  void environment_is_told_by_hash_and_secret_reference() {
    RevisionSpec before =
        spec(
            value("DB_HOST", "00112233445566778899aabbccddeeff"),
            secret("SERVICE_SECRET", "service-secret", "1"),
            value("SAME", "00"),
            secret("GONE", "gone-secret", "latest"));
    RevisionSpec after =
        spec(
            value("SAME", "00"),
            secret("SERVICE_SECRET", "service-secret", "2"),
            value("NEW", "aa"),
            value("DB_HOST", "ff112233445566778899aabbccddeeff"));

    assertThat(SpecDiff.between(before, after))
        .containsExactly(
            new FieldChange("env.DB_HOST", "sha256:001122334455", "sha256:ff1122334455"),
            new FieldChange("env.GONE", "secret gone-secret:latest", null),
            new FieldChange("env.NEW", null, "sha256:aa"),
            new FieldChange(
                "env.SERVICE_SECRET", "secret service-secret:1", "secret service-secret:2"));
  }

  @Test
  void a_value_that_only_gained_a_stray_blank_differs() {
    EnvVar stray = value("DB_HOST", "00");
    stray.setStrayBlanks(true);

    assertThat(SpecDiff.between(spec(value("DB_HOST", "00")), spec(stray)))
        .containsExactly(new FieldChange("env.DB_HOST", "sha256:00", "sha256:00 and stray blanks"));
  }

  @Test
  void every_field_has_its_name() {
    RevisionSpec before = spec();
    RevisionSpec after =
        changed(spec -> {
          spec.setImageDigest("docker.test/app@sha256:beef");
          spec.setConcurrency(80);
          spec.setTimeoutSeconds(300);
          spec.setMinScale(1);
          spec.setMaxScale(20);
          spec.setConnector("app-connector");
          spec.setEgress("all-traffic");
          spec.setNetworkInterfaces("[default]");
          spec.setSqlInstances(List.of("p:r:b", "p:r:a"));
          spec.setServiceAccount("***@acme.test");
          spec.setLabels(Map.of("commit-sha", "abc"));
          spec.setExecutionEnvironment("gen2");
          spec.setCpuThrottling(false);
          spec.setStartupCpuBoost(true);
          ContainerSpec container = spec.getContainers().get(0);
          container.setImage("docker.test/app:2");
          container.setLimits(Map.of("cpu", "2", "memory", "1Gi"));
          container.setPorts(List.of(8081));
          container.setStartupProbe("tcp:8081");
          container.setLivenessProbe("http:8081/healthz");
        });

    assertThat(SpecDiff.between(before, after))
        .extracting(FieldChange::getField, FieldChange::getAfter)
        .extracting(tuple -> tuple.toList().get(0) + " = " + tuple.toList().get(1))
        .containsExactly(
            "concurrency = 80",
            "connector = app-connector",
            "cpu_throttling = false",
            "egress = all-traffic",
            "execution_environment = gen2",
            "image = docker.test/app:2",
            "image_digest = sha256:beef",
            "labels.commit-sha = abc",
            "limits.cpu = 2",
            "limits.memory = 1Gi",
            "liveness_probe = http:8081/healthz",
            "network_interfaces = [default]",
            "ports = 8081",
            "scaling.max = 20",
            "scaling.min = 1",
            "service_account = ***@acme.test",
            "sql_instances = p:r:a, p:r:b",
            "startup_cpu_boost = true",
            "startup_probe = tcp:8081",
            "timeout_seconds = 300");
  }

  @Test
  void spelling_and_order_make_no_difference() {
    RevisionSpec before =
        changed(spec -> {
          spec.setConnector("projects/p/locations/r/connectors/main");
          spec.setSqlInstances(List.of("p:r:a", "p:r:b"));
          spec.getContainers().get(0).setLimits(Map.of("cpu", "1000m", "memory", "1024Mi"));
          spec.getContainers().get(0).setName("checkout-1");
        });
    RevisionSpec after =
        changed(spec -> {
          spec.setConnector("main");
          spec.setSqlInstances(List.of("p:r:b", "p:r:a"));
          spec.getContainers().get(0).setLimits(Map.of("memory", "1Gi", "cpu", "1"));
          spec.getContainers().get(0).setName("");
        });

    assertThat(SpecDiff.between(before, after)).isEmpty();
  }

  @Test
  void an_image_by_digest_differs_in_its_digest_alone() {
    RevisionSpec before =
        changed(spec -> spec.getContainers().get(0).setImage("docker.test/app@sha256:01"));
    RevisionSpec after =
        changed(spec -> spec.getContainers().get(0).setImage("docker.test/app@sha256:02"));

    assertThat(SpecDiff.between(before, after))
        .containsExactly(new FieldChange("image_digest", "sha256:01", "sha256:02"));
  }

  @Test
  void a_second_container_is_told_by_its_name() {
    RevisionSpec before = withSidecar("proxy", "00", false);
    RevisionSpec after = withSidecar("proxy", "11", true);

    assertThat(SpecDiff.between(before, after))
        .containsExactly(new FieldChange("container.proxy.env.LEVEL", "sha256:00", "sha256:11"));
    assertThat(SpecDiff.between(spec(), after))
        .extracting(FieldChange::getField)
        .containsExactly("container.proxy.env.LEVEL", "container.proxy.image");
    assertThat(SpecDiff.between(before, spec()))
        .extracting(FieldChange::getAfter)
        .containsOnlyNulls();
  }

  private static RevisionSpec withSidecar(String name, String hash, boolean first) {
    ContainerSpec sidecar =
        ContainerSpec.newBuilder()
            .setName(name)
            .setImage("docker.test/proxy:1")
            .setEnv(List.of(value("LEVEL", hash)))
            .build();
    ContainerSpec app = spec().getContainers().get(0);
    return changed(
        spec -> spec.setContainers(first ? List.of(sidecar, app) : List.of(app, sidecar)));
  }

  private static RevisionSpec changed(Consumer<RevisionSpec> change) {
    RevisionSpec spec = spec();
    change.accept(spec);
    return spec;
  }
}
