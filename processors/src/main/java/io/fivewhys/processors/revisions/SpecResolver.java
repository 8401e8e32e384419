// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.RevisionSpec;
import org.jspecify.annotations.Nullable;

/** Knows the specs of revisions that nobody announced. Asked once for each revision judged. */
public interface SpecResolver {

  /** For logs alone: knows none. */
  SpecResolver NONE = (project, location, revision) -> null;

  /** The spec of a revision, null where it is not to be had. */
  @Nullable RevisionSpec spec(String project, String location, String revision);
}
