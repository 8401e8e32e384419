// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import java.util.List;

/**
 * What a verdict is drawn from. Minutes are ascending; those without any request may be left out.
 *
 * @param from revision that served before, empty where none is known
 * @param to revision to be judged
 * @param fresh minutes of {@code to} since its first traffic
 * @param old minutes of the revisions that served before it, summed where there are several: those
 *     before its first traffic and those beside it
 * @param neighbours services that share a connector or database with it, all their revisions summed
 * @param firstTrafficMinute of {@code to}, since the epoch
 * @param newSignatures errors of {@code to} that the old revision did not log, most frequent first
 */
public record Trial(
    String from,
    String to,
    List<Minute> fresh,
    List<Minute> old,
    List<Neighbour> neighbours,
    long firstTrafficMinute,
    List<String> newSignatures) {

  Trial withFresh(List<Minute> minutes) {
    return new Trial(from, to, minutes, old, neighbours, firstTrafficMinute, newSignatures);
  }

  /**
   * @param shared what both use, such as "connector app-connector"
   */
  public record Neighbour(String service, String shared, List<Minute> minutes) {}
}
