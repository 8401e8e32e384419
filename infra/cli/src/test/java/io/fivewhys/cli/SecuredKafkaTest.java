// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fivewhys.local.LocalBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerExtensionsValidatorCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallback;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service on a broker that speaks TLS and wants to know who it is. */
@Timeout(120)
class SecuredKafkaTest {

  private static final String PASSWORD = "changeit-7Q";
  private static final String ACCOUNT = "fivewhys@acme.iam.gserviceaccount.com";
  private static final String ACCESS_TOKEN = "ya29.made-up";

  @TempDir Path directory;
  private Path keys;
  private Path trust;

  @BeforeEach
  void makeKeys() throws Exception {
    keys = directory.resolve("keys.p12");
    trust = directory.resolve("trust.p12");
    Path certificate = directory.resolve("certificate.pem");
    keytool(
        keys,
        "-genkeypair",
        "-alias",
        "kafka",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=ip:127.0.0.1");
    keytool(keys, "-exportcert", "-rfc", "-alias", "kafka", "-file", certificate.toString());
    keytool(trust, "-importcert", "-noprompt", "-alias", "kafka", "-file", certificate.toString());
  }

  @Test
  void tls_with_certificates_on_both_sides() throws Exception {
    Map<String, String> tls = tls("SSL");
    tls.put("ssl.client.auth", "required");
    try (LocalBroker broker = new LocalBroker(directory.resolve("kafka"), tls).start();
        ServiceProcess processors =
            new ServiceProcess(
                "processors",
                directory.resolve("processors.log"),
                Map.of(
                    "kafka.bootstrap",
                    broker.bootstrap(),
                    "kafka.security",
                    "tls",
                    "kafka.replication",
                    "1",
                    "kafka.partitions",
                    "1",
                    "kafka.tls_truststore",
                    trust.toString(),
                    "kafka.tls_truststore_password",
                    PASSWORD,
                    "kafka.tls_keystore",
                    keys.toString(),
                    "kafka.tls_keystore_password",
                    PASSWORD))) {
      processors.awaitReady();

      assertThat(processors.terminate()).isZero();
      assertThat(processors.log()).noneMatch(line -> line.contains(PASSWORD));
    }
  }

  @Test
  void who_does_not_speak_tls_is_told_that_kafka_is_out_of_reach() throws Exception {
    try (LocalBroker broker = new LocalBroker(directory.resolve("kafka"), tls("SSL")).start();
        ServiceProcess processors =
            new ServiceProcess(
                "processors",
                directory.resolve("processors.log"),
                Map.of("kafka.bootstrap", broker.bootstrap()))) {
      assertThat(processors.await("readyz", 503)).contains("Kafka's topics");
      assertThat(processors.get("healthz").statusCode()).isEqualTo(200);
      assertThat(processors.terminate()).isZero();
    }
  }

  @Test
  void signs_in_with_googles_application_default_credentials() throws Exception {
    Map<String, String> oauth = tls("SASL_SSL");
    oauth.put("sasl.enabled.mechanisms", "OAUTHBEARER");
    oauth.put("sasl.mechanism.inter.broker.protocol", "OAUTHBEARER");
    String prefix = "listener.name.clients.oauthbearer.sasl.";
    oauth.put(
        prefix + "jaas.config",
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
            + " unsecuredLoginStringClaim_sub=\"broker\";");
    oauth.put(prefix + "server.callback.handler.class", GoogleTokens.class.getName());
    oauth.put(prefix + "login.callback.handler.class", BrokerLogin.class.getName());
    HttpServer google = tokenServer();
    try (LocalBroker broker = new LocalBroker(directory.resolve("kafka"), oauth).start();
        ServiceProcess processors =
            new ServiceProcess(
                "processors",
                directory.resolve("processors.log"),
                Map.of(
                    "kafka.bootstrap",
                    broker.bootstrap(),
                    "kafka.security",
                    "oauth",
                    "kafka.replication",
                    "1",
                    "kafka.partitions",
                    "1",
                    "kafka.tls_truststore",
                    trust.toString(),
                    "kafka.tls_truststore_password",
                    PASSWORD),
                Map.of("GOOGLE_APPLICATION_CREDENTIALS", serviceAccount(google).toString()))) {
      processors.awaitReady();

      assertThat(processors.terminate()).isZero();
      assertThat(processors.log()).noneMatch(line -> line.contains(ACCESS_TOKEN));
    } finally {
      google.stop(0);
    }
  }

  private Map<String, String> tls(String protocol) {
    return new TreeMap<>(
        Map.of(
            "listener.security.protocol.map",
            "CLIENTS:" + protocol + ",CONTROLLER:PLAINTEXT",
            "ssl.keystore.location",
            keys.toString(),
            "ssl.keystore.type",
            "PKCS12",
            "ssl.keystore.password",
            PASSWORD,
            "ssl.truststore.location",
            trust.toString(),
            "ssl.truststore.type",
            "PKCS12",
            "ssl.truststore.password",
            PASSWORD));
  }

  private static HttpServer tokenServer() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/token",
        exchange -> {
          byte[] body =
              ("{\"access_token\":\""
                      + ACCESS_TOKEN
                      + "\",\"expires_in\":3600,\"token_type\":\"Bearer\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private Path serviceAccount(HttpServer google) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    String key =
        Base64.getEncoder().encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
    return Files.writeString(
        directory.resolve("account.json"),
        """
        {"type":"service_account","project_id":"acme","private_key_id":"k","client_id":"1",
         "client_email":"%s",
         "private_key":"-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n",
         "token_uri":"http://127.0.0.1:%d/token"}
        """
            .formatted(ACCOUNT, key, google.getAddress().getPort()));
  }

  private static void keytool(Path store, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
  }

  private record Signed(String value, String principalName) implements OAuthBearerToken {

    @Override
    public Set<String> scope() {
      return Set.of("kafka");
    }

    @Override
    public long lifetimeMs() {
      return System.currentTimeMillis() + 3_600_000;
    }

    @Override
    public Long startTimeMs() {
      return System.currentTimeMillis();
    }
  }

  /** Takes tokens as Managed Kafka does, and the broker's own. */
  public static final class GoogleTokens implements AuthenticateCallbackHandler {

    @Override
    public void configure(
        Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> jaas) {}

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
      for (Callback callback : callbacks) {
        switch (callback) {
          case OAuthBearerValidatorCallback asked -> validate(asked);
          case OAuthBearerExtensionsValidatorCallback none -> {}
          default -> throw new UnsupportedCallbackException(callback);
        }
      }
    }

    private static void validate(OAuthBearerValidatorCallback asked) {
      String[] parts = asked.tokenValue().split("\\.");
      if (asked.tokenValue().equals("broker")) {
        asked.token(new Signed("broker", "broker"));
      } else if (parts.length == 3
          && decoded(parts[0]).contains("\"alg\":\"GOOG_OAUTH2_TOKEN\"")
          && decoded(parts[1]).contains("\"sub\":\"" + ACCOUNT + "\"")
          && decoded(parts[2]).equals(ACCESS_TOKEN)) {
        asked.token(new Signed(asked.tokenValue(), ACCOUNT));
      } else {
        asked.error("invalid_token", null, null);
      }
    }

    private static String decoded(String part) {
      return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {}
  }

  /** How the broker speaks to itself. */
  public static final class BrokerLogin implements AuthenticateCallbackHandler {

    @Override
    public void configure(
        Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> jaas) {}

    @Override
    public void handle(Callback[] callbacks) {
      for (Callback callback : callbacks) {
        if (callback
            instanceof
            org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback asked) {
          asked.token(new Signed("broker", "broker"));
        }
      }
    }

    @Override
    public void close() {}
  }
}
