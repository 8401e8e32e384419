// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.ComponentKind;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RevisionAnnounced;
import io.fivewhys.ingest.Decoded.Accepted;
import io.fivewhys.ingest.Decoded.Ignored;
import io.fivewhys.ingest.Decoded.Rejected;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cloud Asset Inventory: messages of a feed, temporal assets of a history and lines of an export,
 * in camelCase or snake_case. What they hold of Cloud Run's revisions and services is announced as
 * the audit log announces it; of everything else, the state before included, nothing is read.
 */
final class AssetMessages {

  private static final LogName LOG = LogName.of("cloudasset.googleapis.com/feed");

  private static final String SERVICE = "run.googleapis.com/Service";
  private static final String REVISION = "run.googleapis.com/Revision";

  private static final Pattern NAME =
      Pattern.compile(
          "//run\\.googleapis\\.com/projects/([^/]+)/(?:locations/([^/]+)/)?"
              + "(?:services/([^/]+))?(?:/?revisions/([^/]+))?");
  private static final Pattern NUMBER = Pattern.compile("projects/(\\d+)");

  private final Announcements announcements;

  AssetMessages(Actors actors) {
    this.announcements = new Announcements(actors, new RevisionSpecs(actors));
  }

  /**
   * @param entry takes what the message says of place and time, and nothing else that was read
   */
  Decoded decode(Node message, Entry entry, EventHead head, byte[] bytes, int offset, int length) {
    Node sent = message.at("asset");
    Node asset = sent.isPresent() ? sent : message;
    String type = either(asset, "assetType", "asset_type").textOr("");
    boolean revision = type.equals(REVISION);
    if (type.isEmpty()) {
      return new Rejected("no_asset_type", "an asset that does not say of which type it is");
    }
    if (!revision && !type.equals(SERVICE)) {
      return new Ignored("asset_type:" + LogDecoder.counted(type));
    }
    if (Boolean.TRUE.equals(message.at("deleted").flag())) {
      return new Ignored("asset_deleted");
    }
    Node data = asset.at("resource", "data");
    if (data.members().isEmpty()) {
      return new Ignored("asset_without_data"); // a feed of permissions or policies
    }
    entry.clear();
    entry.logName = LOG;
    Rejected fault = named(asset, data, revision, entry);
    if (fault == null) {
      fault = timed(message, asset, data, entry, head);
    }
    if (fault != null) {
      return fault;
    }
    head.identify(entry, LOG, bytes, offset, length);
    ServiceHome home = new ServiceHome(entry.project, number(asset, data), entry.location);
    // The version is said too, but a feed may be of any; the shape cannot be wrong.
    RevisionAnnounced body =
        data.at("metadata").isPresent()
            ? announcements.knative(data, Node.ABSENT, revision, home)
            : announcements.v2(data, revision, home);
    PlatformEvent event = head.of(entry, ComponentKind.CLOUD_RUN_SERVICE, entry.service);
    event.setBody(body);
    return new Accepted(event);
  }

  /** What the asset's name leaves open is looked for in the object itself. */
  private static @Nullable Rejected named(Node asset, Node data, boolean revision, Entry into) {
    Matcher name = NAME.matcher(asset.at("name").textOr(""));
    if (!name.matches()) {
      return new Rejected("bad_asset_name", "not the full name of a revision or service");
    }
    Node labels = data.at("metadata", "labels");
    into.project = name.group(1);
    into.location =
        firstOf(
            name.group(2),
            asset.at("resource", "location").text(),
            labels.at("cloud.googleapis.com/location").text());
    into.service = orEmpty(name.group(3));
    if (revision) {
      into.revision = orEmpty(name.group(4));
      into.service =
          firstOf(
              name.group(3),
              labels.at("serving.knative.dev/service").text(),
              TrafficTargets.lastPart(data.at("service").text()));
    }
    if (revision == into.revision.isEmpty()) {
      return new Rejected("bad_asset_name", "the name is not of the asset's type");
    }
    return into.service.isEmpty()
        ? new Rejected("no_service", "a revision that names no service")
        : null;
  }

  /** When it was observed, else when it was so by its own account. */
  private static @Nullable Rejected timed(
      Node message, Node asset, Node data, Entry into, EventHead head) {
    Node start = either(message.at("window"), "startTime", "start_time");
    Node update = either(asset, "updateTime", "update_time");
    for (Node time :
        List.of(
            start,
            update,
            data.at("updateTime"),
            data.at("createTime"),
            data.at("metadata", "creationTimestamp"))) {
      String text = time.text();
      if (text != null) {
        into.timestamp = Timestamps.parse(text);
        return head.times(into);
      }
    }
    return new Rejected("no_timestamp", "neither window nor update or creation time");
  }

  /** Of the project; the inventory knows both its names. */
  private static String number(Node asset, Node data) {
    for (Node ancestor : asset.at("ancestors").elements()) {
      Matcher number = NUMBER.matcher(ancestor.textOr(""));
      if (number.matches()) {
        return number.group(1);
      }
    }
    return data.at("metadata", "namespace").textOr("");
  }

  private static Node either(Node node, String camelCase, String snakeCase) {
    Node camel = node.at(camelCase);
    return camel.isPresent() ? camel : node.at(snakeCase);
  }

  private static String firstOf(@Nullable String... names) {
    for (String name : names) {
      if (name != null) {
        return name;
      }
    }
    return "";
  }

  private static String orEmpty(@Nullable String name) {
    return name == null ? "" : name;
  }
}
