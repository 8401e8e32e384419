// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import org.jspecify.annotations.Nullable;

/**
 * What an API of Google's answered instead of an answer. The wall says which kind it is; whoever
 * asked decides what follows. Its message is one line for someone who can mend it.
 */
public final class ApiFailure extends RuntimeException {

  /** What may help. */
  public enum Kind {
    /** A person with rights or credentials. */
    DENIED,
    /** Another request. */
    REFUSED,
    /** To ask less often. */
    QUOTA,
    /** To ask again. */
    PASSING
  }

  private final Kind kind;

  public ApiFailure(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** Whether the same request may succeed later. */
  public boolean isPassing() {
    return kind == Kind.QUOTA || kind == Kind.PASSING;
  }
}
