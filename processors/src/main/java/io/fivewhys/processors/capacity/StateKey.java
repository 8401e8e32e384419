// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import io.fivewhys.ComponentKind;
import io.fivewhys.processors.state.KeyPart;
import java.util.StringJoiner;

/**
 * The keys under which this stage's state is kept, the project always the second part: {@code
 * clock/…}, {@code minute/…} one measure of one minute, {@code serving/…} which revision had
 * requests in an hour, {@code spec/…}, {@code config/…} one setting from one time on, and {@code
 * heard/…} when a component was last heard of.
 */
final class StateKey {

  private StateKey() {}

  static String clock(String project) {
    return join("clock", project);
  }

  static String minute(String project, long hour, Subject subject, Measure measure, int minute) {
    return join(
        "minute",
        project,
        subject.kind().name(),
        subject.location(),
        subject.name(),
        Long.toString(hour),
        measure.name(),
        Integer.toString(minute));
  }

  static String serving(String project, long hour, Subject service, String revision) {
    return join(
        "serving",
        project,
        service.kind().name(),
        service.location(),
        service.name(),
        Long.toString(hour),
        revision);
  }

  static String spec(String project, Subject service, String revision) {
    return join(
        "spec", project, service.kind().name(), service.location(), service.name(), revision);
  }

  static String config(String project, Subject subject, String field, long at) {
    return join(
        "config",
        project,
        subject.kind().name(),
        subject.location(),
        subject.name(),
        field,
        Long.toString(at));
  }

  static String heard(String project, Subject subject) {
    return join("heard", project, subject.kind().name(), subject.location(), subject.name());
  }

  /** The parts of a key as they were joined. */
  static String[] parts(String key) {
    String[] parts = key.split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      parts[i] = KeyPart.text(parts[i]);
    }
    return parts;
  }

  /** Of all but {@code clock/…}. */
  static Subject subject(String[] parts) {
    return new Subject(ComponentKind.valueOf(parts[2]), parts[3], parts[4]);
  }

  private static String join(String... parts) {
    StringJoiner key = new StringJoiner("/");
    for (String part : parts) {
      key.add(KeyPart.of(part));
    }
    return key.toString();
  }
}
