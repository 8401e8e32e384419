// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.SignalKind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * From what a Cloud Run service wrote to what it means. Only the severity that the entry has tells
 * whether a line may complain at all; where it has none, a level at the text's beginning does. Of a
 * stack trace the innermost message that means something decides.
 */
final class LineSignals {

  /** Of a longer text, so much of its beginning and as much of its end, where traces decide. */
  private static final int READ = Redaction.SCANNED / 2;

  /** Longest message that the rules are tried on, which bounds what a made-up line can cost. */
  private static final int LONGEST_BLOCK = 1_500;

  private static final int MOST_BLOCKS = 12;

  private static final int LEVEL_WITHIN = 100;

  /** What says that it went well in the end, before anything else. */
  private static final List<SignalRule> WELL =
      List.of(
          SignalRule.matching(
              "retry succeeded|succeeded (?:after|on|in)\\b|successfully (?:re)?connected|reconnected"
                  + "|(?<!no )connection (?:was )?(?:re-?)?established|connected successfully"
                  + "|has recovered|recovered after",
              (said, found) -> LineSignal.NONE,
              "succeeded",
              "successfully",
              "reconnected",
              "established",
              "recovered"));

  private static final List<SignalRule> RULES =
      Stream.of(
              WELL,
              StartupTexts.PLATFORM,
              SqlTexts.REFRESH,
              PlatformTexts.RULES,
              SqlTexts.RULES,
              PoolTexts.RULES,
              RedisTexts.RULES,
              StartupTexts.MISSING,
              ConfigTexts.RULES,
              NetworkTexts.NAMES_AND_REFUSALS,
              CallTexts.STATUSES,
              NetworkTexts.TIMEOUTS_AND_LOSSES,
              CallTexts.REMOTE_PROCEDURES,
              CallerTexts.RULES,
              SqlTexts.UNREACHABLE,
              RedisTexts.UNREACHABLE,
              StartupTexts.FAILED)
          .flatMap(List::stream)
          .toList();

  private static final SignalScreen SCREEN = new SignalScreen(RULES);

  /** The first level near the beginning, as loggers write it. */
  private static final Pattern LEVEL =
      Pattern.compile(
          "(?<![A-Za-z0-9_])(?:(INFO|DEBUG|TRACE|NOTICE|FINE)|(?:WARN|WARNING|ERROR|CRITICAL|FATAL|"
              + "PANIC|SEVERE))(?![A-Za-z0-9_])"
              + "|(?:level|lvl|severity)\"?[=:] ?\"?(?:(info|debug|trace|notice)|[a-z])"
              + "|\\[(info|debug|trace|notice)\\]");

  /** A statement as an engine echoes it: its literals are data. */
  private static final Pattern ECHO =
      Pattern.compile(
          "^\\W{0,3}(?:select|insert into|update|delete from|with)\\b.{0,200}?"
              + "\\b(?:from|values|set|select|where)\\b");

  /** Behind this stands what the engine was given to do. */
  private static final String STATEMENT = "[SQL: ";

  /** A host, a variable, a module of any language or a file; behind a host its port. */
  private static final Pattern NAME =
      Pattern.compile("(@?[\\w$][\\w$./+-]{0,252}|[0-9a-f:]{2,39})(?::\\d{2,5})?");

  private LineSignals() {}

  /**
   * What the line says.
   *
   * @param more of a structured line, what stands beside its message: error, stack
   */
  static LineSignal of(String text, @Nullable String more, @Nullable String severity) {
    if (isQuiet(severity)) {
      return LineSignal.NONE;
    }
    String plain = plain(more == null || more.equals(text) ? text : text + "\n" + more);
    long[] found = SCREEN.of(plain);
    if (found.length == 0 || !hasSeverity(severity) && saysQuiet(plain)) {
      return LineSignal.NONE;
    }
    return read(plain, found);
  }

  /** Warnings and worse speak, and what was sent without a severity. */
  private static boolean isQuiet(@Nullable String severity) {
    return severity != null
        && switch (severity) {
          case "INFO", "DEBUG", "NOTICE" -> true;
          default -> false;
        };
  }

  private static boolean hasSeverity(@Nullable String severity) {
    return severity != null && !severity.isEmpty() && !severity.equals("DEFAULT");
  }

  private static boolean saysQuiet(String text) {
    Matcher level = LEVEL.matcher(Redaction.cut(text, LEVEL_WITHIN));
    return level.find()
        && (level.group(1) != null || level.group(2) != null || level.group(3) != null);
  }

  /** Without colours, and with line ends that were written as a backslash and a letter. */
  private static String plain(String whole) {
    String text = whole.length() <= 2 * READ ? whole : ends(whole);
    String plain = Signature.withoutColours(text);
    return plain.indexOf('\\') < 0
        ? plain
        : plain.replace("\\r\\n", "\n").replace("\\n", "\n").replace("\\t", "\t");
  }

  private static String ends(String text) {
    return text.substring(0, READ) + "\n" + text.substring(text.length() - READ);
  }

  private static LineSignal read(String text, long[] found) {
    List<String> blocks = ErrorBlocks.of(text);
    SignalText whole = SignalText.of(text);
    LineSignal best = LineSignal.NONE;
    for (int i = blocks.size() - 1; i >= Math.max(0, blocks.size() - MOST_BLOCKS); i--) {
      SignalText block = whole.part(message(blocks.get(i)));
      LineSignal signal = read(block, found);
      if (signal == null || signal.kind() == SignalKind.NONE) {
        continue;
      }
      if (!signal.isVague()) {
        return safe(signal, whole.whole());
      }
      best = best.kind() == SignalKind.NONE ? signal : best;
    }
    return best;
  }

  private static @Nullable LineSignal read(SignalText said, long[] found) {
    if (ECHO.matcher(said.lower()).find()) {
      return null;
    }
    for (int rule = SignalScreen.next(found, 0);
        rule >= 0;
        rule = SignalScreen.next(found, rule + 1)) {
      LineSignal signal = RULES.get(rule).read(said);
      if (signal != null) {
        return signal;
      }
    }
    return null;
  }

  private static String message(String block) {
    int statement = block.indexOf(STATEMENT);
    return Redaction.cut(statement < 0 ? block : block.substring(0, statement), LONGEST_BLOCK);
  }

  /**
   * A target is a name or an address and nothing else; what has the shape of a secret, or stands
   * before an @, is left out. An address is looked at without its port, which would pass for the
   * value of the host.
   */
  private static LineSignal safe(LineSignal signal, String whole) {
    String target = signal.target();
    Matcher name = NAME.matcher(target);
    boolean safe =
        target.isEmpty()
            || name.matches()
                && Redaction.redact(name.group(1)).equals(name.group(1))
                && !isMailbox(SignalText.lower(target), whole);
    return safe
        ? signal
        : new LineSignal(signal.kind(), signal.targetKind(), "", signal.duration());
  }

  /** Whether it stands before an @ anywhere, however that is written. */
  private static boolean isMailbox(String name, String whole) {
    for (int at = whole.indexOf(name); at >= 0; at = whole.indexOf(name, at + 1)) {
      int behind = at + name.length();
      if (behind < whole.length() && "@%\uFF20\uFE6B".indexOf(whole.charAt(behind)) >= 0) {
        return true;
      }
    }
    return false;
  }
}
