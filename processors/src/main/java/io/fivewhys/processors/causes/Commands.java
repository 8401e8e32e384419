// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Action;
import io.fivewhys.ConfigurationKind;
import io.fivewhys.RevisionChange;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Actions with the command that carries them out, ready for a shell. */
final class Commands {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

  private Commands() {}

  static Action rollBack(RevisionChange change, String text) {
    String command =
        "gcloud run services update-traffic "
            + quoted(change.getService())
            + " --to-revisions="
            + quoted(change.getFromRevision() + "=100")
            + in(change.getProject(), change.getLocation());
    return new Action(text, command);
  }

  static Action describeRevision(String project, Place service, String revision, String text) {
    return new Action(
        text,
        "gcloud run revisions describe " + quoted(revision) + in(project, service.location()));
  }

  static Action updateService(String project, Place service, String flags, String text) {
    return new Action(
        text,
        "gcloud run services update "
            + quoted(service.name())
            + " "
            + flags
            + in(project, service.location()));
  }

  static Action describeDatabase(String project, Place database, String text) {
    return new Action(
        text,
        isNamed(database)
            ? "gcloud sql instances describe "
                + quoted(database.name())
                + " --project="
                + quoted(project)
            : null);
  }

  static Action describeConnector(String project, Place connector, String text) {
    return new Action(
        text,
        "gcloud compute networks vpc-access connectors describe "
            + quoted(connector.name())
            + in(project, connector.location()));
  }

  static Action secretVersions(String project, Place secret, String text) {
    return new Action(
        text,
        "gcloud secrets versions list " + quoted(secret.name()) + " --project=" + quoted(project));
  }

  static Action readLogs(String project, Place service, String text) {
    String filter =
        "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\""
            + service.name().replace("\\", "\\\\").replace("\"", "\\\"")
            + "\" AND severity>=ERROR";
    return new Action(
        text,
        "gcloud logging read "
            + quoted(filter)
            + " --limit=50 --freshness=1h --project="
            + quoted(project));
  }

  /** How the platform names what was changed. */
  static String thing(ConfigurationKind kind) {
    return switch (kind) {
      case SECRET, SECRET_VERSION -> "secret";
      case SQL_INSTANCE, SQL_USER -> "database";
      case CONNECTOR -> "connector";
      case REDIS_INSTANCE -> "Redis instance";
      case IAM -> "permissions";
      case OTHER -> "configuration";
    };
  }

  /** An address is no instance's name. */
  private static boolean isNamed(Place place) {
    return !place.name().isEmpty()
        && place.name().indexOf(':') < 0
        && place.name().indexOf('.') < 0;
  }

  private static String in(String project, @Nullable String location) {
    String region = location == null || location.isEmpty() ? "" : " --region=" + quoted(location);
    return region + " --project=" + quoted(project);
  }

  /** Names come from log entries, that is from anybody. */
  static String quoted(String argument) {
    return PLAIN.matcher(argument).matches()
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
