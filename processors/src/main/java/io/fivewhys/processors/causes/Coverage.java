// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Decision;
import io.fivewhys.Why;
import io.fivewhys.processors.objectives.Configuration.Expectation;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of the sources that are expected have fallen silent. What could only be inferred while one
 * of them is missing is not said: the cause is unknown, and the missing source is named.
 */
final class Coverage {

  private final String project;
  private final List<Expectation> expectations;

  Coverage(String project, List<Expectation> expectations) {
    this.project = project;
    this.expectations = expectations;
  }

  /** A finding as far as it holds with what is missing. */
  Finding limited(Scene scene, Finding found, Trouble trouble, long at) {
    List<Why> missing = missing(scene.board(), trouble.service, at);
    if (missing.isEmpty() || found.basis() == Basis.UNKNOWN) {
      return found.before(missing);
    }
    if (found.basis() == Basis.OBSERVED) {
      return found;
    }
    List<Why> whys = new ArrayList<>(found.whys());
    whys.removeIf(why -> why.getBasis() != Basis.OBSERVED);
    whys.addAll(missing);
    return new Finding(
        Cause.of(CauseKind.UNKNOWN, trouble.place()),
        Basis.UNKNOWN,
        0,
        whys,
        Decision.INVESTIGATE,
        found.actions());
  }

  private List<Why> missing(Board board, ServiceBoard service, long at) {
    List<Why> missing = new ArrayList<>();
    Place place = service.place;
    for (Expectation expected : expectations) {
      long within = expected.within().toMinutes();
      long oldest = Board.minuteOf(at) - Math.min(within, Board.HORIZON_MINUTES - 1);
      String source = expected.source();
      if (expected.scope().matches(project, place.location(), place.name())
          && last(board, service, source) < oldest) {
        missing.add(
            Whys.unknown(
                "Is anything missing?",
                "nothing has come from "
                    + source
                    + " since "
                    + Words.clock(Board.microsOf(oldest))
                    + " or before, and what it would show is not known",
                place));
      }
    }
    return missing;
  }

  /** Minute in which a source was last heard of. */
  private static long last(Board board, ServiceBoard service, String source) {
    return switch (source) {
      case "requests" -> service.lastRequest();
      case "sql" -> board.lastOfDatabases();
      case "audit" -> board.lastAudit();
      case "metrics" -> board.lastSample();
      default -> service.lastMinute();
    };
  }
}
