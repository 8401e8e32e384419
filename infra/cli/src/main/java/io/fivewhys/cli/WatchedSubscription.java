// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Settings;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A subscription to watch, and what follows from it for the settings.
 *
 * @param name {@code projects/P/subscriptions/S}
 * @param project the P in it
 * @param metrics whether Cloud Monitoring is asked too, about that project if no other is named
 */
record WatchedSubscription(String name, String project, boolean metrics) {

  private static final Pattern NAME = Pattern.compile("projects/([^/\\s]+)/subscriptions/[^/\\s]+");

  static WatchedSubscription of(String name, boolean metrics) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new Failures.UsageException(
          "--subscription: a name such as projects/acme/subscriptions/logs; got '" + name + "'");
    }
    return new WatchedSubscription(name, matcher.group(1), metrics);
  }

  /** For people, unless the settings say that machines read them. */
  private static final Map<String, String> DEFAULTS =
      Map.of(Settings.SERVICE_LOG_FORMAT.key(), "text");

  SettingsOptions.Loaded load(SettingsOptions options, Map<String, String> environment) {
    SettingsOptions.Loaded loaded = options.load(environment, DEFAULTS);
    Map<String, String> changed = new TreeMap<>();
    changed.put(Settings.INGEST_SUBSCRIPTION.key(), name);
    if (metrics && loaded.settings().get(Settings.METRICS_PROJECT).isEmpty()) {
      changed.put(Settings.METRICS_PROJECT.key(), project);
    }
    return new SettingsOptions.Loaded(loaded.settings().with(changed), loaded.configuration());
  }
}
