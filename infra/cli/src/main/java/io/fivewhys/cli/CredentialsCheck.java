// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.google.auth.oauth2.GoogleCredentials;
import io.fivewhys.contract.Settings;
import java.io.IOException;
import java.util.List;

/** Whether Google knows us, where the settings need it to. */
final class CredentialsCheck {

  private static final String SUBJECT = "credentials";

  private CredentialsCheck() {}

  static List<Finding> run(Settings settings) {
    if (!needed(settings)) {
      return List.of(Finding.skipped(SUBJECT, "nothing in these settings needs Google's"));
    }
    try {
      GoogleCredentials credentials =
          GoogleCredentials.getApplicationDefault()
              .createScoped("https://www.googleapis.com/auth/cloud-platform");
      credentials.refreshIfExpired();
      return List.of(Finding.ok(SUBJECT, "Google gives a token (" + kind(credentials) + ")"));
    } catch (IOException e) {
      return List.of(
          Finding.fault(
              SUBJECT,
              e.getMessage()
                  + "; run as a service account, name a file in GOOGLE_APPLICATION_CREDENTIALS, or gcloud auth application-default login"));
    }
  }

  private static String kind(GoogleCredentials credentials) {
    return credentials.getClass().getSimpleName();
  }

  private static boolean needed(Settings settings) {
    boolean pubsub =
        !settings.get(Settings.INGEST_SUBSCRIPTION).isEmpty()
            || !settings.get(Settings.ESCALATIONS_TOPIC).isEmpty();
    return settings.get(Settings.KAFKA_SECURITY).equals("oauth")
        || !settings.get(Settings.WAREHOUSE_DATASET).isEmpty()
        || pubsub && settings.get(Settings.PUBSUB_ENDPOINT).isEmpty();
  }
}
