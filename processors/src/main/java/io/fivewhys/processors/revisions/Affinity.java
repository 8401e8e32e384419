// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.FieldChange;
import io.fivewhys.processors.revisions.Symptoms.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How well a difference of configuration fits what went wrong. A difference that the errors name
 * fits best; else one of a kind with them.
 *
 * @param score 0 to 1
 * @param reason one sentence
 */
record Affinity(double score, String reason) {

  private static final String SECRET = "secret ";

  /** Those of the container that serves come without a prefix. */
  private static final Pattern CONTAINER =
      Pattern.compile(
          "^container\\..*?\\.(?=env\\.|image$|limits\\.|ports$|startup_probe$|liveness_probe$)");

  private static final Pattern CREDENTIAL =
      Pattern.compile("SECRET|TOKEN|KEY|AUTH|JWT|CREDENTIAL|PASSWORD");
  private static final Pattern DATABASE =
      Pattern.compile("(^|_)(DB|DATABASE|SQL|POSTGRES(QL)?|MYSQL|PG[A-Z]*)(_|$)|DATABASE|POSTGRES");
  private static final Pattern CACHE = Pattern.compile("REDIS|CACHE|VALKEY");
  private static final Pattern ADDRESS = Pattern.compile("HOST|URL|URI|ENDPOINT|ADDR");
  private static final Pattern POOL = Pattern.compile("POOL|MAX_CONN");

  static Affinity of(FieldChange change, Symptoms symptoms) {
    for (String name : names(change)) {
      if (symptoms.name(name)) {
        return new Affinity(1.0, "its errors name " + name);
      }
    }
    String field = CONTAINER.matcher(change.getField()).replaceFirst("");
    Affinity kin =
        field.startsWith("env.")
            ? variable(field.substring(4).toUpperCase(Locale.ROOT), change, symptoms)
            : setting(field, symptoms);
    return kin == null ? new Affinity(0.1, "it changed, though no error speaks of it") : kin;
  }

  /** What an error would call it. */
  private static List<String> names(FieldChange change) {
    List<String> names = new ArrayList<>();
    String field = CONTAINER.matcher(change.getField()).replaceFirst("");
    for (String value : Arrays.asList(change.getBefore(), change.getAfter())) {
      if (value != null && field.equals("connector")) {
        names.add(value);
      } else if (value != null && field.equals("sql_instances")) {
        for (String instance : value.split(", ", -1)) {
          names.add(instance);
          names.add(SharedParts.instanceName(instance));
        }
      } else if (value != null && field.startsWith("env.") && value.startsWith(SECRET)) {
        names.add(value.substring(SECRET.length()).replaceFirst(":[^:]*$", ""));
      }
    }
    if (field.startsWith("env.")) {
      names.add(0, field.substring(4));
    }
    return names;
  }

  private static @Nullable Affinity variable(String name, FieldChange change, Symptoms symptoms) {
    if (CREDENTIAL.matcher(name).find() && symptoms.isAny(Kind.AUTHENTICATION)) {
      return change.getAfter() == null
          ? new Affinity(0.8, "a credential is gone, and requests are not authorized")
          : new Affinity(0.7, "a credential changed, and requests are not authorized");
    }
    if (POOL.matcher(name).find() && symptoms.isAny(Kind.POOL)) {
      return new Affinity(0.7, "a pool changed, and its errors speak of connection slots or pools");
    }
    if (DATABASE.matcher(name).find()
        && symptoms.isAny(Kind.DATABASE, Kind.CONNECTING, Kind.TIMEOUT)) {
      return new Affinity(0.7, "it is about the database, and so are its errors");
    }
    if (CACHE.matcher(name).find() && symptoms.isAny(Kind.CACHE, Kind.CONNECTING, Kind.TIMEOUT)) {
      return new Affinity(0.7, "it is about the cache, and its errors are of connections to one");
    }
    if (ADDRESS.matcher(name).find()
        && symptoms.isAny(Kind.CONNECTING, Kind.LOOKUP, Kind.TIMEOUT)) {
      return new Affinity(0.6, "it is an address, and its errors are of connecting");
    }
    return null;
  }

  private static @Nullable Affinity setting(String field, Symptoms symptoms) {
    return switch (field) {
      case "limits.memory" -> fits(0.9, symptoms.isAny(Kind.MEMORY), "instances run out of memory");
      case "limits.cpu", "concurrency", "scaling.min", "scaling.max", "cpu_throttling" ->
          fits(
              0.6,
              symptoms.isLatency() || symptoms.isAny(Kind.LIMITED),
              "requests are slower or turned away");
      case "timeout_seconds" -> fits(0.7, symptoms.isAny(Kind.TIMEOUT), "requests time out");
      case "connector", "egress", "network_interfaces" ->
          fits(
              0.6,
              symptoms.isAny(Kind.TIMEOUT, Kind.UNREACHABLE),
              "its errors are of addresses out of reach");
      case "sql_instances" ->
          fits(0.7, symptoms.isAny(Kind.DATABASE), "its errors are of the database");
      case "service_account" ->
          fits(0.8, symptoms.isAny(Kind.PERMISSION), "its errors are of permissions");
      default -> code(field, symptoms);
    };
  }

  private static @Nullable Affinity code(String field, Symptoms symptoms) {
    if (!field.equals("image")
        && !field.equals("image_digest")
        && !field.startsWith("labels.commit")) {
      return null;
    }
    return symptoms.hasNew(Kind.EXCEPTION)
        ? new Affinity(0.6, "the code changed, and it raises errors that it did not before")
        : new Affinity(0.3, "the code changed");
  }

  private static @Nullable Affinity fits(double score, boolean fits, String effect) {
    return fits ? new Affinity(score, "it changed, and " + effect) : null;
  }
}
