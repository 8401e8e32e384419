// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.SignalKind;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One wording, all in small letters, and how to read it. A text that the rule is for holds one of
 * the needles, so that a text without them is never tried; where there is a pattern, it must match
 * as well. A reading that returns null leaves the text to the rules behind it.
 */
record SignalRule(@Nullable Pattern pattern, Reading reading, List<String> needles) {

  /** Stands for a match where the words themselves are all that is asked for. */
  private static final Matcher WORDS = Pattern.compile("").matcher("");

  /** From a match to what it means. */
  @FunctionalInterface
  interface Reading {
    @Nullable LineSignal read(SignalText said, Matcher found);
  }

  /** Any of these words as they are. */
  static SignalRule said(Reading reading, String... words) {
    return new SignalRule(null, reading, List.of(words));
  }

  static SignalRule said(
      SignalKind kind, BiFunction<SignalText, SignalKind, LineSignal> of, String... words) {
    return said((said, found) -> of.apply(said, kind), words);
  }

  static SignalRule matching(String pattern, Reading reading, String... needles) {
    return new SignalRule(Pattern.compile(pattern), reading, List.of(needles));
  }

  @Nullable LineSignal read(SignalText said) {
    if (!said.isWhole() && needles.stream().noneMatch(said::says)) {
      return null;
    }
    if (pattern == null) {
      return reading.read(said, WORDS);
    }
    Matcher found = pattern.matcher(said.lower());
    return found.find() ? reading.read(said, found) : null;
  }
}
