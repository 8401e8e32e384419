// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.ComputeEngineCredentials;
import com.google.auth.oauth2.ExternalAccountCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ImpersonatedCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.auth.SaslExtensionsCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.jspecify.annotations.Nullable;

/**
 * Signs in to Google's Managed Kafka with the application-default credentials, over OAUTHBEARER. A
 * token looks like a JWT whose signature is Google's access token; Kafka's client asks for the next
 * before it expires.
 */
public final class KafkaGoogleLogin implements AuthenticateCallbackHandler {

  /** Of a token that does not say how long it lives: asked for again soon. */
  private static final Duration UNKNOWN_LIFE = Duration.ofMinutes(5);

  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
  private static final String HEADER = "{\"typ\":\"JWT\",\"alg\":\"GOOG_OAUTH2_TOKEN\"}";

  private @Nullable GoogleCredentials credentials;

  /** Who signs in with what, for as long. */
  record Token(String value, String principalName, long startMillis, long lifetimeMs)
      implements OAuthBearerToken {

    @Override
    public Long startTimeMs() {
      return startMillis;
    }

    @Override
    public Set<String> scope() {
      return Set.of("kafka");
    }

    @Override
    public String toString() {
      return "token of " + principalName;
    }
  }

  @Override
  public void configure(
      Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> jaas) {
    if (!mechanism.equals("OAUTHBEARER")) {
      throw new IllegalArgumentException("only OAUTHBEARER, got " + mechanism);
    }
  }

  @Override
  public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
    for (Callback callback : callbacks) {
      switch (callback) {
        case OAuthBearerTokenCallback asked -> asked.token(token());
        case SaslExtensionsCallback none -> {}
        default -> throw new UnsupportedCallbackException(callback);
      }
    }
  }

  private synchronized Token token() throws IOException {
    GoogleCredentials known = credentials;
    if (known == null) {
      known = GoogleCredentials.getApplicationDefault().createScoped(SCOPE);
      credentials = known;
    }
    known.refreshIfExpired();
    AccessToken access = known.getAccessToken();
    if (access == null) {
      throw new IOException("the application-default credentials give no access token");
    }
    return token(access, account(known), Instant.now());
  }

  static Token token(AccessToken access, String account, Instant now) {
    Date until = access.getExpirationTime();
    Instant expires = until == null ? now.plus(UNKNOWN_LIFE) : until.toInstant();
    String claims =
        "{\"exp\":%d,\"iat\":%d,\"scope\":\"kafka\",\"sub\":\"%s\"}"
            .formatted(expires.getEpochSecond(), now.getEpochSecond(), account);
    return new Token(
        encoded(HEADER) + "." + encoded(claims) + "." + encoded(access.getTokenValue()),
        account,
        now.toEpochMilli(),
        expires.toEpochMilli());
  }

  /** Managed Kafka wants to know the account beside its token. */
  private static String account(GoogleCredentials credentials) throws IOException {
    String account =
        switch (credentials) {
          case ServiceAccountCredentials named -> named.getClientEmail();
          case ComputeEngineCredentials machine -> machine.getAccount();
          case ImpersonatedCredentials lent -> lent.getAccount();
          case ExternalAccountCredentials federated -> federated.getServiceAccountEmail();
          default -> null;
        };
    if (account == null || !account.matches("[\\w.@+-]+")) {
      throw new IOException(
          "these credentials have no service account to sign in to Kafka with: "
              + credentials.getClass().getSimpleName()
              + "; impersonate one (gcloud auth application-default login --impersonate-service-account)");
    }
    return account;
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {}
}
