// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Secrets planted wherever an entry has room for text; none may be in the bytes that come out. */
class PlantedSecretsTest {

  /** Each with the word in it that must not be found again. */
  private static final List<String> SECRETS =
      List.of(
          "password=PLANTED01x",
          "\\\"secret\\\": \\\"PLANTED02x y\\\"",
          "Authorization: Bearer PLANTED03xyz.abc",
          "Bearer PLANTED04xyzabc",
          "eyJPLANTED05xyz.eyJabc.def",
          "postgres://app:PLANTED06x@10.8.0.3/shop",
          "https://PLANTED07x:pw@acme.test/",
          "PLANTED08x.doe@acme.test",
          "-----BEGIN PRIVATE KEY-----\\nPLANTED09x\\n-----END PRIVATE KEY-----",
          "-----BEGIN RSA PRIVATE KEY-----\\nPLANTED10x",
          "AKIAPLANTED11XXXXXXX",
          "AIzaPLANTED12xxxxxxxxxxxxxxxxxxx",
          "ghp_PLANTED13xxxxxxxxxxxxxxxx",
          "xoxb-PLANTED14-xxxxxxxx",
          "sk_live_PLANTED15xxxxxx",
          "Cookie: sid=PLANTED16x; a=b",
          "api_key: PLANTED17x",
          "--token PLANTED18x",
          "ya29.PLANTED19xxxxxxxxxx");

  private static final String BASE =
      """
      {"insertId":"i%d","logName":"projects/acme-prod/logs/%s","timestamp":"2026-09-16T01:42:58Z",\
      "severity":"ERROR","resource":{"type":"%s","labels":{"project_id":"acme-prod","location":\
      "us-central1","service_name":"checkout","revision_name":"checkout-1","database_id":\
      "acme-prod:pg1","url_map_name":"front"}},%s}
      """;

  /** Revisions of the asset inventory with the secret wherever there is room for text. */
  private static final String KNATIVE =
      """
      {"metadata":{"name":%1$s,"uid":%1$s,"creationTimestamp":%1$s,"labels":{"x":%1$s,\
      "serving.knative.dev/service":"checkout"},"annotations":{"y":%1$s,\
      "run.googleapis.com/operation-id":%1$s,"run.googleapis.com/vpc-access-connector":%1$s,\
      "run.googleapis.com/cloudsql-instances":%1$s,"run.googleapis.com/secrets":%1$s,\
      "run.googleapis.com/network-interfaces":%1$s,"run.googleapis.com/vpc-access-egress":%1$s,\
      "run.googleapis.com/execution-environment":%1$s,\
      "serving.knative.dev/creator":"PLANTED.me@acme.test"}},"spec":{"serviceAccountName":\
      "PLANTED@acme.test","volumes":[{"name":"v","secret":{"secretName":%1$s,"items":[\
      {"key":%1$s,"path":%1$s},{"key":%1$s}]}}],"containers":[{"name":%1$s,"image":%1$s,\
      "args":["PLANTED"],"command":["PLANTED"],"volumeMounts":[{"name":"v","mountPath":%1$s}],\
      "resources":{"limits":{"cpu":%1$s}},"startupProbe":{"httpGet":{"port":%1$s,"path":%1$s,"httpHeaders":[\
      {"name":"a","value":"PLANTED"}]}},"env":[{"name":%1$s,"value":"PLANTED in clear"},{"name":\
      "B","value":%1$s},{"name":"DB_POOL_SIZE","value":%1$s},{"name":"C","valueFrom":\
      {"secretKeyRef":{"name":%1$s,"key":%1$s}}}]}]},\
      "status":{"imageDigest":%1$s,"logUrl":"PLANTED","conditions":[{"type":"Ready","status":\
      "False","reason":%1$s,"message":%1$s}]}}\
      """;

  private static final String V2 =
      """
      {"name":%1$s,"uid":%1$s,"service":"checkout","creator":"PLANTED.me@acme.test","createTime":\
      %1$s,"labels":{"x":%1$s},"annotations":{"y":%1$s},"vpcAccess":{"connector":%1$s,"egress":\
      %1$s,"networkInterfaces":[{"network":%1$s,"subnetwork":%1$s}]},"serviceAccount":\
      "PLANTED@acme.test","executionEnvironment":%1$s,"timeout":%1$s,"volumes":[{"name":"v",\
      "secret":{"secret":%1$s,"items":[{"version":%1$s,"path":%1$s},{"version":"1"}]}},\
      {"cloudSqlInstance":{"instances":[%1$s]}}],"containers":[{"name":%1$s,"image":%1$s,"args":\
      ["PLANTED"],"volumeMounts":[{"name":"v","mountPath":%1$s}],"env":[{"name":"GREETING",\
      "value":"PLANTED in clear"},{"name":"B","value":%1$s},{"name":"DB_MAX_CONNECTIONS",\
      "value":%1$s},{"name":"C","valueSource":\
      {"secretKeyRef":{"secret":%1$s,"version":%1$s}}}]}],"conditions":[{"type":"Ready","state":\
      "CONDITION_FAILED","revisionReason":%1$s,"message":%1$s}],"logUri":"PLANTED"}\
      """;

  private int number;

  @Test
  void leave_the_decoder_nowhere() throws IOException {
    List<String> entries = new ArrayList<>();
    for (String secret : SECRETS) {
      entries.addAll(planted(secret));
    }
    InMemoryEventLog log = new InMemoryEventLog();
    byte[] input = String.join("", entries).getBytes(StandardCharsets.UTF_8);

    IngestCounts counts;
    try (Ingestor ingestor = new Ingestor(Settings.defaults(), log, 1)) {
      counts = ingestor.ingest("planted", new ByteArrayInputStream(input));
    }

    assertThat(counts.accepted()).isGreaterThan(SECRETS.size() * 15L);
    assertThat(counts.rejected()).isGreaterThan(SECRETS.size());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (InMemoryEventLog.Appended event : log.events()) {
      assertClean(event.key(), event.decoded().toString());
      assertClean(event.event(), event.decoded().toString());
    }
    log.rejected()
        .forEach(entry -> assertClean(Topics.REJECTED.codec().encode(entry), entry.toString()));
    out.writeBytes(counts.toString().getBytes(StandardCharsets.UTF_8));
    assertClean(out.toByteArray(), counts.toString());
  }

  private static void assertClean(byte[] bytes, String shown) {
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1).contains("PLANTED"))
        .as(shown)
        .isFalse();
  }

  /** In a line that signals something, at the place where its target is looked for. */
  private String told(String wording, String secret) {
    String text = wording.replace("%s", secret);
    return entry(
        "run.googleapis.com%%2Fstderr", "cloud_run_revision", "\"textPayload\":\"" + text + "\"");
  }

  private List<String> planted(String secret) {
    String quoted = "\"" + secret + "\"";
    String run = "cloud_run_revision";
    String audit = "\"protoPayload\":{\"serviceName\":\"%s\",\"methodName\":\"%s\",%s}";
    return List.of(
        entry("run.googleapis.com%%2Fstdout", run, "\"textPayload\":" + quoted),
        entry("run.googleapis.com%%2Fstdout", run, "\"textPayload\":\"x\\n" + secret + "\""),
        entry("run.googleapis.com%%2Fstderr", run, "\"jsonPayload\":{\"message\":" + quoted + "}"),
        entry("run.googleapis.com%%2Fstderr", run, "\"jsonPayload\":{\"z\":" + quoted + "}"),
        told("could not connect to %s: connection refused", secret),
        told("environment variable %s is not set", secret),
        told("Missing required env %s", secret),
        told("cannot find module '%s'", secret),
        told("call of %s timed out", secret),
        told("lookup %s: no such host", secret),
        told("secret '%s' was not found", secret),
        told("%s returned 503 https://%s", secret),
        told("connect ECONNREFUSED %s:80", secret),
        told("not authenticated for service:%s", secret),
        told("validation error for Settings\\n%s\\n  field required", secret),
        told("exec %s: no such file or directory", secret),
        entry(
            "run.googleapis.com%%2Fstderr",
            run, "\"jsonPayload\":{\"error\":{\"message\":" + quoted + "}}"),
        entry(
            "run.googleapis.com%%2Fstderr",
            run, "\"labels\":{\"commit-sha\":" + quoted + "},\"textPayload\":\"a\""),
        entry("run.googleapis.com%%2Fvarlog%%2Fsystem", run, "\"textPayload\":" + quoted),
        entry(
            "run.googleapis.com%%2Frequests",
            run,
            "\"textPayload\":"
                + quoted
                + ",\"httpRequest\":{\"status\":500,\"requestUrl\":\"https://a.test/x?"
                + secret
                + "\",\"requestMethod\":"
                + quoted
                + ",\"protocol\":"
                + quoted
                + "}"),
        entry(
            "run.googleapis.com%%2Frequests",
            run, "\"httpRequest\":{\"status\":500,\"requestUrl\":" + quoted + "}"),
        entry(
            "requests",
            "http_load_balancer",
            "\"httpRequest\":{\"status\":500},\"jsonPayload\":{\"statusDetails\":" + quoted + "}"),
        entry(
            "cloudsql.googleapis.com%%2Fpostgres.log",
            "cloudsql_database",
            "\"textPayload\":\"[1]: [1-1] db=a,user=b LOG:  duration: 5.0 ms  statement: SELECT '"
                + secret
                + "'\""),
        entry(
            "cloudsql.googleapis.com%%2Fpostgres.log",
            "cloudsql_database",
            "\"textPayload\":\"[1]: [1-1] db=a,user=b ERROR:  " + secret + "\""),
        entry(
            "cloudsql.googleapis.com%%2Fpostgres.log",
            "cloudsql_database", "\"textPayload\":\"\\t" + secret + "\""),
        entry(
            "cloudsql.googleapis.com%%2Fmysql-slow.log",
            "cloudsql_database", "\"textPayload\":\"" + secret + "\""),
        entry(
            "cloudsql.googleapis.com%%2Fmysql.err",
            "cloudsql_database", "\"textPayload\":\"17 [ERROR] " + secret + "\""),
        entry(
            "cloudaudit.googleapis.com%%2Factivity",
            run,
            audit.formatted(
                "run.googleapis.com",
                "google.cloud.run.v1.Services.ReplaceService",
                "\"authenticationInfo\":{\"principalEmail\":\"PLANTED.me@acme.test\"},\"status\":{\"code\":3,\"message\":"
                    + quoted
                    + "},\"requestMetadata\":{\"callerSuppliedUserAgent\":"
                    + quoted
                    + "}")),
        entry(
            "cloudaudit.googleapis.com%%2Fsystem_event",
            run,
            audit.formatted(
                "run.googleapis.com",
                "/Services.ReplaceService",
                "\"status\":{\"message\":"
                    + quoted
                    + "},\"response\":{\"kind\":\"Revision\",\"metadata\":{\"labels\":{\"x\":"
                    + quoted
                    + "},\"annotations\":{\"serving.knative.dev/creator\":\"PLANTED.me@acme.test\",\"run.googleapis.com/vpc-access-connector\":"
                    + quoted
                    + "}},\"spec\":{\"serviceAccountName\":\"PLANTED@acme.test\",\"containers\":[{\"image\":"
                    + quoted
                    + ",\"env\":[{\"name\":\"GREETING\",\"value\":\"PLANTED in clear\"},{\"name\":\"B\",\"value\":"
                    + quoted
                    + "}]}]}}")),
        entry(
            "cloudaudit.googleapis.com%%2Factivity",
            "cloudsql_database",
            audit.formatted(
                "cloudsql.googleapis.com",
                "cloudsql.users.update",
                "\"resourceName\":\"instances/pg1\",\"request\":{\"body\":{\"name\":\"app\",\"password\":\"PLANTED\"}},\"response\":{\"key\":\"PLANTED\"},\"status\":{\"message\":"
                    + quoted
                    + "}")),
        entry(
            "cloudaudit.googleapis.com%%2Factivity",
            "project",
            audit.formatted(
                "cloudresourcemanager.googleapis.com",
                "SetIamPolicy",
                "\"resourceName\":\"projects/acme-prod\",\"serviceData\":{\"policyDelta\":{\"bindingDeltas\":[{\"action\":\"ADD\",\"role\":\"roles/x\",\"member\":\"user:PLANTED@acme.test\"}]}}")),
        named("acme-prod", "us-central1", "checkout", "checkout-1", "i", secret, run),
        named(secret, "us-central1", "checkout", "checkout-1", "i", "a", run),
        named("acme-prod", secret, "checkout", "checkout-1", "i", "a", run),
        named("acme-prod", "us-central1", secret, "checkout-1", "i", "a", run),
        named("acme-prod", "us-central1", "checkout", secret, "i", "a", run),
        named("acme-prod", "us-central1", "checkout", "checkout-1", secret, "a", run),
        named("acme-prod", "us-central1", "checkout", "checkout-1", "i", "a", secret),
        entry(secret, run, "\"textPayload\":\"a\""),
        entry(URLEncoder.encode(secret, StandardCharsets.UTF_8), run, "\"textPayload\":\"a\""),
        component("cloudsql_database", "database_id", secret),
        component("http_load_balancer", "url_map_name", secret),
        component("http_load_balancer", "forwarding_rule_name", secret),
        component("internal_http_lb_rule", "target_proxy_name", secret),
        entry(
            "run.googleapis.com%2Fstdout",
            run,
            "\"trace\":%1$s,\"spanId\":%1$s,\"labels\":{\"instanceId\":%1$s,\"container_name\":%1$s,\"scaling_reason\":%1$s},\"textPayload\":\"a\""
                .formatted(quoted)),
        entry(
            "cloudaudit.googleapis.com%2Factivity",
            "audited_resource",
            audit.formatted(
                "secretmanager.googleapis.com",
                "google.cloud.secretmanager.v1.SecretManagerService.AddSecretVersion",
                "\"resourceName\":\"projects/1/secrets/" + secret + "\"")),
        entry(
            "cloudaudit.googleapis.com%2Factivity",
            "audited_resource",
            audit.formatted(
                "redis.googleapis.com",
                "google.cloud.redis.v1.CloudRedis.UpdateInstance",
                "\"resourceName\":\"projects/1/locations/us-central1/instances/" + secret + "\"")),
        asset("checkout-1", KNATIVE.formatted(quoted)),
        asset("checkout-1", V2.formatted(quoted)),
        asset(secret, "{\"metadata\":{\"labels\":{\"serving.knative.dev/service\":\"a\"}}}"),
        // what is not understood
        "{\"x\":" + quoted + "}\n",
        "{\"env\":[{\"name\":\"GREETING\",\"value\":\"PLANTED\"}],}\n",
        "{\"a\":" + quoted + " nonsense}\n",
        secret + "\n");
  }

  /** An entry of Cloud Run with everything that names it. */
  private static String named(
      String project,
      String location,
      String service,
      String revision,
      String insertId,
      String severity,
      String type) {
    return """
    {"insertId":"%s","logName":"projects/acme-prod/logs/run.googleapis.com%%2Fstdout",\
    "timestamp":"2026-09-16T01:42:58Z","severity":"%s","resource":{"type":"%s","labels":{\
    "project_id":"%s","location":"%s","service_name":"%s","revision_name":"%s"}},\
    "textPayload":"a"}
    """
        .formatted(insertId, severity, type, project, location, service, revision);
  }

  private static String component(String type, String label, String name) {
    return """
    {"insertId":"i","logName":"projects/acme-prod/logs/requests",\
    "timestamp":"2026-09-16T01:42:58Z","resource":{"type":"%s","labels":{\
    "project_id":"acme-prod","%s":"%s"}},"httpRequest":{"status":200},"textPayload":"a"}
    """
        .formatted(type, label, name);
  }

  private static String asset(String revision, String data) {
    return """
    {"asset":{"name":"//run.googleapis.com/projects/acme-prod/locations/us-central1/revisions/%s",\
    "assetType":"run.googleapis.com/Revision","resource":{"version":"v1","data":%s},\
    "iamPolicy":{"bindings":[{"members":["user:PLANTED@acme.test"]}]}},"priorAsset":{"resource":\
    {"data":{"spec":{"containers":[{"env":[{"name":"A","value":"PLANTED"}]}]}}}},\
    "window":{"startTime":"2026-08-25T16:19:02Z"}}
    """
        .formatted(revision, data);
  }

  private String entry(String log, String type, String rest) {
    return BASE.formatted(number++, log.replace("%%", "%"), type, rest);
  }
}
