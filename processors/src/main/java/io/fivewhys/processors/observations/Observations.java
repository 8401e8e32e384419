// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.observations;

import io.fivewhys.Clock;
import io.fivewhys.JourneyMinute;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.contract.AvroCodec.UndecodableException;
import io.fivewhys.contract.Topic;
import io.fivewhys.contract.Topics;
import java.util.List;

/** The messages of {@link Topics#OBSERVATIONS}, told apart by their headers. */
public final class Observations {

  /** The last is not in the topic: the stage of the causes has it from that of the revisions. */
  private static final List<Topic<?>> RECORDS =
      List.of(
          Topics.SERVICE_MINUTES,
          Topics.SIGNAL_MINUTES,
          Topics.JOURNEY_MINUTES,
          Topics.EVENTS,
          Topics.OBSERVATIONS,
          Topics.REVISION_CHANGES);

  private Observations() {}

  /**
   * The record in a message.
   *
   * @throws UndecodableException for any other message: it was written by the stage before in the
   *     same transaction as its state, so that this is a fault of ours
   */
  public static Object decode(byte[] message) {
    for (Topic<?> topic : RECORDS) {
      if (topic.codec().wrote(message)) {
        return topic.codec().decode(message);
      }
    }
    throw new UndecodableException("no observation");
  }

  /** Which project a record is of. */
  public static String project(Object observation) {
    return switch (observation) {
      case ServiceMinute minute -> minute.getProject();
      case SignalMinute minute -> minute.getProject();
      case JourneyMinute minute -> minute.getProject();
      case RevisionChange change -> change.getProject();
      case PlatformEvent event -> event.getProject();
      case Clock clock -> clock.getProject();
      default -> throw new IllegalStateException("no observation: " + observation);
    };
  }
}
