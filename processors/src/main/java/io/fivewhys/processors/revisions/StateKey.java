// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.KnownRevision;
import io.fivewhys.KnownService;
import io.fivewhys.contract.AvroCodec;
import java.nio.ByteBuffer;

/**
 * The keys under which this stage's state is kept: {@code clock/…} a project's, {@code service/…}
 * who changed it, and of a revision {@code revision/…} what was announced, {@code traffic/…} its
 * first and last, {@code change/…} the last record, {@code minute/…} and {@code signature/…} one
 * each. Small values only: one message of the changelog holds no more than one of them.
 */
final class StateKey {

  static final AvroCodec<KnownRevision> REVISIONS = AvroCodec.of(KnownRevision.class);
  static final AvroCodec<KnownService> SERVICES = AvroCodec.of(KnownService.class);

  private StateKey() {}

  static String clock(String project) {
    return "clock/" + project;
  }

  static String service(ServiceHistory.Name name) {
    return "service/" + name.key();
  }

  static String revision(ServiceHistory.Name name, String revision) {
    return "revision/" + name.key() + '/' + revision;
  }

  static String traffic(ServiceHistory.Name name, String revision) {
    return "traffic/" + name.key() + '/' + revision;
  }

  static String change(ServiceHistory.Name name, String revision) {
    return "change/" + name.key() + '/' + revision;
  }

  static String minute(ServiceHistory.Name name, String revision, long minute) {
    return "minute/" + name.key() + '/' + revision + '/' + minute;
  }

  static String signature(ServiceHistory.Name name, String revision, String id) {
    return "signature/" + name.key() + '/' + revision + '/' + id;
  }

  static byte[] bytes(long... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Long.BYTES);
    for (long value : values) {
      buffer.putLong(value);
    }
    return buffer.array();
  }
}
