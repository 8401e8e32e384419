// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors;

import java.util.List;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.streams.errors.LockException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;

/** Which failures of a stream thread Kafka is to blame for. */
final class KafkaFailures {

  /**
   * What passes when brokers are back, a topic is there or someone grants a right. Refused
   * credentials too: they are rotated, and no restart helps against it.
   */
  private static final List<Class<? extends Throwable>> OUTSIDE =
      List.of(
          RetriableException.class,
          AuthenticationException.class,
          AuthorizationException.class,
          ProducerFencedException.class,
          InvalidProducerEpochException.class,
          TransactionAbortableException.class,
          MissingSourceTopicException.class,
          LockException.class,
          TaskCorruptedException.class,
          TaskMigratedException.class);

  private KafkaFailures() {}

  /** After a call that timed out Kafka's producer takes no other than that: a new one will do. */
  private static boolean isStuck(Throwable cause) {
    StackTraceElement[] stack = cause.getStackTrace();
    return cause instanceof IllegalStateException
        && stack.length > 0
        && stack[0].getClassName().startsWith("org.apache.kafka.clients.producer.");
  }

  /** Not that another process has the same instance id: two would fence each other for ever. */
  static boolean fromOutside(Throwable failure) {
    boolean outside = false;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FencedInstanceIdException) {
        return false;
      }
      Throwable looked = cause;
      outside |= OUTSIDE.stream().anyMatch(type -> type.isInstance(looked)) || isStuck(cause);
    }
    return outside;
  }
}
