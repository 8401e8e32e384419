// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * How Kafka is reached, as the settings say: the properties that producers, consumers, admin
 * clients and Streams have in common. Everything is Kafka's own name for it.
 */
public final class KafkaConnection {

  /** In the room that knows Google's credentials; named here as Kafka's clients take it. */
  static final String GOOGLE_LOGIN = "com.google.cloud.hosted.kafka.auth.GcpLoginCallbackHandler";

  private KafkaConnection() {}

  /** Those of {@code kafka.properties} come before those that follow from other settings. */
  public static Map<String, Object> properties(Settings settings) {
    Map<String, Object> properties = new TreeMap<>();
    properties.put("bootstrap.servers", settings.get(Settings.KAFKA_BOOTSTRAP));
    switch (settings.get(Settings.KAFKA_SECURITY)) {
      case "tls" -> {
        properties.put("security.protocol", "SSL");
        stores(properties, settings);
      }
      case "oauth" -> {
        properties.put("security.protocol", "SASL_SSL");
        properties.put("sasl.mechanism", "OAUTHBEARER");
        properties.put("sasl.login.callback.handler.class", KafkaGoogleLogin.class.getName());
        properties.put(
            "sasl.jaas.config",
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
        stores(properties, settings);
      }
      default -> properties.put("security.protocol", "PLAINTEXT");
    }
    more(settings).forEach((name, value) -> properties.put(String.valueOf(name), value));
    return properties;
  }

  private static void stores(Map<String, Object> properties, Settings settings) {
    store(
        properties,
        "ssl.truststore",
        settings.get(Settings.KAFKA_TLS_TRUSTSTORE),
        settings.get(Settings.KAFKA_TLS_TRUSTSTORE_PASSWORD));
    store(
        properties,
        "ssl.keystore",
        settings.get(Settings.KAFKA_TLS_KEYSTORE),
        settings.get(Settings.KAFKA_TLS_KEYSTORE_PASSWORD));
  }

  private static void store(
      Map<String, Object> properties, String name, String file, String password) {
    if (file.isEmpty()) {
      return;
    }
    properties.put(name + ".location", file);
    properties.put(name + ".type", type(file));
    if (!password.isEmpty()) {
      properties.put(name + ".password", password);
    }
  }

  /** By what the file is called. */
  private static String type(String file) {
    String lower = file.toLowerCase(Locale.ROOT);
    return lower.endsWith(".pem") || lower.endsWith(".crt")
        ? "PEM"
        : lower.endsWith(".jks") ? "JKS" : "PKCS12";
  }

  private static Properties more(Settings settings) {
    Properties more = new Properties();
    String file = settings.get(Settings.KAFKA_PROPERTIES);
    if (!file.isEmpty()) {
      try (Reader reader = Files.newBufferedReader(Path.of(file))) {
        more.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException(
            Settings.KAFKA_PROPERTIES.key() + ": cannot read " + file, e);
      }
    }
    return more;
  }
}
