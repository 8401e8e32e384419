// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import io.fivewhys.RejectedEntry;
import io.fivewhys.contract.AvroCodec.UndecodableException;
import io.fivewhys.contract.Topic;
import io.fivewhys.contract.Topics;
import io.fivewhys.warehouse.RejectedMessage;
import java.util.List;

/** What a message of a topic becomes in the warehouse. Pure, so a restart gives the same rows. */
final class MessageRows {

  static final List<Topic<?>> TOPICS =
      List.of(
          Topics.SERVICE_MINUTES,
          Topics.SIGNAL_MINUTES,
          Topics.JOURNEY_MINUTES,
          Topics.REVISION_CHANGES,
          Topics.ESCALATIONS,
          Topics.CAPACITY,
          Topics.REJECTED);

  private MessageRows() {}

  /**
   * A message that cannot be read becomes a rejected entry: it would otherwise stop its partition
   * for good. One of a writer that is not known yet is no such message: it stops the sink, and an
   * upgraded one reads it.
   *
   * @param source topic, partition and offset
   * @param receivedAt the message's own time, microseconds
   */
  static List<Row> of(String topic, byte[] message, String source, long receivedAt) {
    try {
      if (topic.equals(Topics.SERVICE_MINUTES.name())) {
        return RowMapper.rows(Topics.SERVICE_MINUTES.codec().decode(message));
      }
      if (topic.equals(Topics.SIGNAL_MINUTES.name())) {
        return RowMapper.rows(Topics.SIGNAL_MINUTES.codec().decode(message));
      }
      if (topic.equals(Topics.JOURNEY_MINUTES.name())) {
        return RowMapper.rows(Topics.JOURNEY_MINUTES.codec().decode(message));
      }
      if (topic.equals(Topics.REVISION_CHANGES.name())) {
        return RowMapper.rows(Topics.REVISION_CHANGES.codec().decode(message));
      }
      if (topic.equals(Topics.ESCALATIONS.name())) {
        return RowMapper.rows(Topics.ESCALATIONS.codec().decode(message));
      }
      if (topic.equals(Topics.CAPACITY.name())) {
        return RowMapper.rows(Topics.CAPACITY.codec().decode(message));
      }
      return rejected(Topics.REJECTED.codec().decode(message), receivedAt);
    } catch (UndecodableException e) {
      return rejected(
          new RejectedEntry("undecodable_message", String.valueOf(e.getMessage()), source, ""),
          receivedAt);
    }
  }

  private static List<Row> rejected(RejectedEntry entry, long receivedAt) {
    return RowMapper.rows(new RejectedMessage(entry, receivedAt));
  }
}
