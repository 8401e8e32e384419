// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.ArrayDeque;
import java.util.List;

/**
 * Finds in one pass which rules a text could match: those of which it holds a needle, in any case
 * of ASCII letters. It is the automaton of Aho and Corasick with all steps written out, so that a
 * character costs one look into a table. Most lines hold no needle and cost nothing more.
 */
final class SignalScreen {

  /** What {@link #of} returns for a text without needles. */
  static final long[] NONE = {};

  private static final int ASCII = 128;
  private static final int CLASS_BITS = 6;
  private static final int CLASSES = 1 << CLASS_BITS;

  /** Of a character: what it is to the needles; 0 where none has it. */
  private final byte[] classes = new byte[ASCII];

  private final char[] steps;
  private final int words;

  /** Rules found at a state, a bit each; null at nearly all states. */
  private final long[][] rules;

  /** Whether there are any, beside the steps for the sake of the cache. */
  private final boolean[] ends;

  SignalScreen(List<SignalRule> ordered) {
    int longest = 1;
    for (SignalRule rule : ordered) {
      longest += rule.needles().stream().mapToInt(String::length).sum();
    }
    this.words = (ordered.size() + Long.SIZE - 1) / Long.SIZE;
    this.steps = new char[longest * CLASSES];
    this.rules = new long[longest][];
    this.ends = new boolean[longest];
    int states = 1;
    int kinds = 1;
    for (int rule = 0; rule < ordered.size(); rule++) {
      for (String needle : ordered.get(rule).needles()) {
        int state = 0;
        for (char c : needle.toCharArray()) {
          if (classes[c] == 0) {
            classes[c] = (byte) kinds++;
          }
          int step = state << CLASS_BITS | classes[c];
          if (steps[step] == 0) {
            steps[step] = (char) states++;
          }
          state = steps[step];
        }
        add(state, rule);
      }
    }
    if (kinds > CLASSES || states > Character.MAX_VALUE) {
      throw new IllegalStateException("needles of too many characters: " + kinds + ", " + states);
    }
    for (char c = 'a'; c <= 'z'; c++) {
      classes[c - 0x20] = classes[c];
    }
    complete(states);
  }

  private void add(int state, int rule) {
    if (rules[state] == null) {
      rules[state] = new long[words];
      ends[state] = true;
    }
    rules[state][rule >> 6] |= 1L << rule;
  }

  /** Breadth first: where a needle breaks off, on with the longest part of it that begins one. */
  private void complete(int states) {
    int[] shorter = new int[states];
    ArrayDeque<Integer> next = new ArrayDeque<>();
    next.add(0);
    while (!next.isEmpty()) {
      int state = next.remove();
      for (int kind = 0; kind < CLASSES; kind++) {
        int step = state << CLASS_BITS | kind;
        int other = state == 0 ? 0 : steps[shorter[state] << CLASS_BITS | kind];
        if (steps[step] == 0) {
          steps[step] = (char) other;
        } else {
          shorter[steps[step]] = other;
          inherit(steps[step], other);
          next.add((int) steps[step]);
        }
      }
    }
  }

  private void inherit(int state, int shorter) {
    if (rules[shorter] == null) {
      return;
    }
    for (int rule = 0; rule < words * Long.SIZE; rule++) {
      if ((rules[shorter][rule >> 6] & 1L << rule) != 0) {
        add(state, rule);
      }
    }
  }

  /** The rules whose needle is in the text, a bit each; {@link #NONE} for none. */
  long[] of(String text) {
    long[] found = NONE;
    int state = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      state = steps[state << CLASS_BITS | (c < ASCII ? classes[c] : 0)];
      if (ends[state]) {
        found = found == NONE ? new long[words] : found;
        for (int word = 0; word < words; word++) {
          found[word] |= rules[state][word];
        }
      }
    }
    return found;
  }

  /** The next rule from a number on; -1 where there is none. */
  static int next(long[] found, int from) {
    for (int word = from >> 6; word < found.length; word++) {
      long rest = found[word] & (word == from >> 6 ? -1L << from : -1L);
      if (rest != 0) {
        return (word << 6) + Long.numberOfTrailingZeros(rest);
      }
    }
    return -1;
  }
}
