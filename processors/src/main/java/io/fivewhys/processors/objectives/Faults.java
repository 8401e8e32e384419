// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;

/** All that is wrong with one file, each with its place: collected, so that none hides another. */
final class Faults {

  private record Fault(int line, int column, String text) {}

  /** Past it, the first ones say enough. */
  private static final int MAX_LISTED = 100;

  private final String file;
  private final List<Fault> faults = new ArrayList<>();

  Faults(String file) {
    this.file = file;
  }

  /**
   * @param path of keys and indexes; empty for the file as a whole
   * @param what is wrong, and what to do
   */
  void add(String path, @Nullable Mark mark, String what) {
    int line = mark == null ? 0 : mark.getLine() + 1;
    int column = mark == null ? 0 : mark.getColumn() + 1;
    String place = mark == null ? file : file + ':' + line + ':' + column;
    faults.add(new Fault(line, column, place + ": " + (path.isEmpty() ? "" : path + ": ") + what));
  }

  boolean none() {
    return faults.isEmpty();
  }

  /** In the order of the file. */
  List<String> list() {
    List<String> texts =
        new ArrayList<>(
            faults.stream()
                .sorted(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column))
                .limit(MAX_LISTED)
                .map(Fault::text)
                .toList());
    if (faults.size() > MAX_LISTED) {
      texts.add("… and %d more".formatted(faults.size() - MAX_LISTED));
    }
    return texts;
  }
}
