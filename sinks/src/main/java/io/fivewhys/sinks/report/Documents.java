// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.DocumentPath.OfCapacity;
import io.fivewhys.sinks.report.DocumentPath.OfCoverage;
import io.fivewhys.sinks.report.DocumentPath.OfIncident;
import io.fivewhys.sinks.report.DocumentPath.OfService;
import io.fivewhys.sinks.report.DocumentPath.Overall;
import io.fivewhys.sinks.report.Trends.ServiceKey;
import io.fivewhys.sinks.report.engine.WarehouseReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The documents that the page is made of, each a JSON text that can stand inside an HTML script
 * element. The same rows give the same text.
 *
 * @param objectives what services are held to
 * @param summary of the replay that filled the warehouse; null where there is none
 * @param since nothing before it is looked for
 */
public record Documents(ServiceObjectives objectives, @Nullable Summary summary, Instant since) {

  /** All slots of all services in one file, about. */
  private static final int FILE_SLOTS = 12_000;

  private static final int MIN_FILE_SLOTS = 48;

  /** With the objectives that nobody changed. */
  public static final Documents DEFAULT =
      new Documents(ServiceObjectives.DEFAULT, null, Instant.EPOCH);

  public Documents withSummary(@Nullable Summary other) {
    return new Documents(objectives, other, since);
  }

  /**
   * One document.
   *
   * @param path as it is asked for, its parts percent-encoded
   * @param now null where nothing comes in any more
   * @return empty where there is no such document
   */
  public Optional<String> read(
      WarehouseReader reader, String path, AskedRange asked, @Nullable Instant now) {
    return DocumentPath.parse(path).flatMap(known -> read(reader, known, asked, now));
  }

  private Optional<String> read(
      WarehouseReader reader, DocumentPath path, AskedRange asked, @Nullable Instant now) {
    Extent extent = Extent.read(reader, since);
    Range range = asked.within(extent.range(), AskedRange.DEFAULT_MINUTES);
    return switch (path) {
      case Overall overall -> Optional.of(overview(reader, extent, range, now));
      case OfCoverage coverage ->
          Optional.of(new CoverageReader(reader).read(extent, range).document(now));
      case OfCapacity capacity -> Optional.of(capacity(reader, asked));
      case OfService(ServiceKey key) -> {
        ServiceReader services = new ServiceReader(reader);
        yield services.knows(key, since)
            ? Optional.of(ServiceJson.document(services.read(key, range, Trends.MAX_SLOTS)))
            : Optional.empty();
      }
      case OfIncident(String id) ->
          new IncidentStoryReader(reader).read(id, extent, since).map(StoryJson::document);
    };
  }

  private String overview(
      WarehouseReader reader, Extent extent, Range range, @Nullable Instant now) {
    return OverviewJson.document(
        new OverviewReader(reader, objectives).read(extent, range), summary, now);
  }

  private String capacity(WarehouseReader reader, AskedRange asked) {
    return CapacityJson.document(new CapacityReader(reader).read(since, asked));
  }

  /**
   * Every document, by its path, for a page that cannot ask for more. Of many services each is
   * coarser, so that the page stays one that a browser opens.
   */
  public SortedMap<String, String> all(WarehouseReader reader, AskedRange asked) {
    Extent extent = Extent.read(reader, since);
    Range range = asked.within(extent.range(), extent.range().minutes());
    Overview overview = new OverviewReader(reader, objectives).read(extent, range);
    SortedMap<String, String> documents = new TreeMap<>();
    documents.put(new Overall().text(), OverviewJson.document(overview, summary, null));
    documents.put(new OfCapacity().text(), capacity(reader, asked));
    int slots =
        Math.clamp(
            FILE_SLOTS / Math.max(1, overview.services().size()), MIN_FILE_SLOTS, Trends.MAX_SLOTS);
    ServiceReader services = new ServiceReader(reader);
    SortedMap<ServiceKey, ServiceReader.Read> heard = services.all(range, slots);
    for (Overview.Service service : overview.services()) {
      ServiceKey key = service.key(); // heard of in the budget's period, if not in the range
      ServiceReader.Read read = heard.get(key);
      documents.put(
          new OfService(key).text(),
          ServiceJson.document(read == null ? services.read(key, range, slots) : read));
    }
    for (String id : incidents(overview)) {
      new IncidentStoryReader(reader)
          .read(id, extent, since)
          .ifPresent(story -> documents.put(new OfIncident(id).text(), StoryJson.document(story)));
    }
    return documents;
  }

  /**
   * A sentence where nothing is known of that time, with the time of which something is.
   *
   * @return empty where there is something to show
   */
  public Optional<String> nothing(WarehouseReader reader, AskedRange asked) {
    for (Export export : Export.ROWS) {
      Range range = export.range(reader, this, asked, true);
      if (!range.isEmpty() && export.rows(reader, range) > 0) {
        return Optional.empty();
      }
    }
    Range extent = Extent.read(reader, since).range();
    return Optional.of(
        "nothing is known"
            + asked.words()
            + (extent.isEmpty() ? "" : "; there is " + extent.start() + " to " + extent.end()));
  }

  /** What of that time there is. */
  Range range(WarehouseReader reader, AskedRange asked) {
    return asked.within(Extent.read(reader, since).range(), AskedRange.DEFAULT_MINUTES);
  }

  /** The same where nobody says from when: all there is. */
  Range wholeRange(WarehouseReader reader, AskedRange asked) {
    Range extent = Extent.read(reader, since).range();
    return asked.within(extent, extent.minutes());
  }

  private static List<String> incidents(Overview overview) {
    List<String> ids = new ArrayList<>();
    overview.incidents().forEach(incident -> ids.add(incident.getIncidentId()));
    return List.copyOf(ids);
  }
}
