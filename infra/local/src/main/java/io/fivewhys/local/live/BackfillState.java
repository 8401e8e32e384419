// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a backfill is: everything before the slice at hand is in its files, and of the slice as
 * many bytes as are counted here. What a file holds beyond them was written by a run that was
 * killed before it could say so, and is fetched again.
 *
 * @param sliceFrom begin of the slice at hand; {@code to} when all is fetched
 * @param page where the listing of the slice goes on; empty at its begin
 * @param bytes of the slice's file that are sound
 * @param sliceEntries in those bytes
 * @param entries in all slices before
 */
record BackfillState(
    String project,
    String filter,
    Instant from,
    Instant to,
    Instant sliceFrom,
    Instant sliceTo,
    String page,
    int pages,
    long bytes,
    long sliceEntries,
    long entries) {

  /** A slice of fewer pages than this makes the next one longer, of more than that one shorter. */
  private static final int FEW_PAGES = 2;

  private static final int MANY_PAGES = 60;
  private static final Duration FIRST = Duration.ofHours(1);
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  private static final JsonFactory JSON = new JsonFactory();

  static BackfillState begin(String project, String filter, Instant from, Instant to) {
    return new BackfillState(
        project, filter, from, to, from, earlier(from.plus(FIRST), to), "", 0, 0, 0, 0);
  }

  boolean isComplete() {
    return !sliceFrom.isBefore(to);
  }

  long allEntries() {
    return entries + sliceEntries;
  }

  /** A page more of this slice is in the file. */
  BackfillState read(int count, long fileBytes, String nextPage) {
    return new BackfillState(
        project,
        filter,
        from,
        to,
        sliceFrom,
        sliceTo,
        nextPage,
        pages + 1,
        fileBytes,
        sliceEntries + count,
        entries);
  }

  /** The slice is whole; the next one is as long as the listing of this one was easy. */
  BackfillState nextSlice() {
    Duration length = Duration.between(sliceFrom, sliceTo);
    Duration next =
        pages < FEW_PAGES
            ? length.multipliedBy(2)
            : pages > MANY_PAGES ? length.dividedBy(2) : length;
    Duration bounded =
        next.compareTo(LONGEST) > 0 ? LONGEST : next.compareTo(SHORTEST) < 0 ? SHORTEST : next;
    return new BackfillState(
        project,
        filter,
        from,
        to,
        sliceTo,
        earlier(sliceTo.plus(bounded), to),
        "",
        0,
        0,
        0,
        allEntries());
  }

  /** The slice from its begin. */
  BackfillState sliceAgain() {
    return new BackfillState(project, filter, from, to, sliceFrom, sliceTo, "", 0, 0, 0, entries);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeStringField("project", project);
      json.writeStringField("filter", filter);
      json.writeStringField("from", from.toString());
      json.writeStringField("to", to.toString());
      json.writeStringField("slice_from", sliceFrom.toString());
      json.writeStringField("slice_to", sliceTo.toString());
      json.writeStringField("page", page);
      json.writeNumberField("pages", pages);
      json.writeNumberField("bytes", bytes);
      json.writeNumberField("slice_entries", sliceEntries);
      json.writeNumberField("entries", entries);
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written", e);
    }
    return text + "\n";
  }

  /**
   * @throws IOException when it is no such state
   */
  static BackfillState read(String text) throws IOException {
    Map<String, String> members = new TreeMap<>();
    try (JsonParser json = JSON.createParser(text)) {
      json.nextToken();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        JsonToken value = json.nextToken();
        if (value.isScalarValue()) {
          members.put(name, json.getText());
        }
      }
    }
    try {
      return new BackfillState(
          member(members, "project"),
          member(members, "filter"),
          Instant.parse(member(members, "from")),
          Instant.parse(member(members, "to")),
          Instant.parse(member(members, "slice_from")),
          Instant.parse(member(members, "slice_to")),
          member(members, "page"),
          Integer.parseInt(member(members, "pages")),
          Long.parseLong(member(members, "bytes")),
          Long.parseLong(member(members, "slice_entries")),
          Long.parseLong(member(members, "entries")));
    } catch (DateTimeParseException | NumberFormatException e) {
      throw new IOException("a member is not what it should be: " + e.getMessage(), e);
    }
  }

  private static String member(Map<String, String> members, String name) throws IOException {
    String value = members.get(name);
    if (value == null) {
      throw new IOException("it has no " + name);
    }
    return value;
  }
}
