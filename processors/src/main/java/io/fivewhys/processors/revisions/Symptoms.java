// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a change went wrong: what decided, and what its errors say. Texts may be long and anybody's:
 * every pattern here is a plain list of words.
 */
final class Symptoms {

  enum Kind {
    AUTHENTICATION("401|403|unauthori[sz]ed|forbidden|not authenticated|not authorized"),
    PERMISSION("403|permission|forbidden|not authorized"),
    DATABASE("database|postgres\\w*|mysql|sql|pg|psycopg2?|sqlalchemy|cloudsql|asyncpg"),
    CACHE("redis|cache|memcached?|valkey"),
    CONNECTING("connect|connection|connecting|connections|refused|reset|econn\\w+|socket"),
    LOOKUP("lookup|dns|getaddrinfo|enotfound|name or service not known|no such host|resolve"),
    TIMEOUT("timeout|timeouts|timed out|deadline|deadline_exceeded|504|etimedout"),
    UNREACHABLE("unreachable|no route to host|network"),
    POOL("pool|slots|too many connections|connection slots|queuepool"),
    MEMORY("memory limit|out of memory|oom|memory|heap"),
    LIMITED("429|rate exceeded|no available instance|too many requests"),
    EXCEPTION(
        "\\w*error|\\w*exception|traceback|await|undefined|segmentation fault|no module named");

    private final Pattern words;

    Kind(String words) {
      this.words = Pattern.compile("(?<![a-z0-9_])(?:" + words + ")(?![a-z0-9_])");
    }
  }

  private static final Pattern MISSING_MODULE =
      Pattern.compile("(?i)no module named|cannot find module|importerror|modulenotfound");

  private final @Nullable String indicator;
  private final String lowerCase;

  /** The texts in which a name may be that of a variable: a missing module has one of its own. */
  private final String naming;

  private final String namingLowerCase;
  private final String newTexts;
  private final Map<Kind, Boolean> known = new EnumMap<>(Kind.class);

  /**
   * @param indicator what decided; null for a revision that never became ready
   * @param texts what its errors say
   * @param newSignatures errors that the old revision did not log
   */
  Symptoms(@Nullable String indicator, List<String> texts, List<String> newSignatures) {
    this.indicator = indicator;
    this.newTexts = String.join("\n", newSignatures).toLowerCase(Locale.ROOT);
    List<String> all = new ArrayList<>(newSignatures);
    all.addAll(texts);
    this.lowerCase = String.join("\n", all).toLowerCase(Locale.ROOT);
    all.removeIf(text -> MISSING_MODULE.matcher(text).find());
    this.naming = String.join("\n", all);
    this.namingLowerCase = naming.toLowerCase(Locale.ROOT);
  }

  boolean isAny(Kind... kinds) {
    for (Kind kind : kinds) {
      if (known.computeIfAbsent(kind, this::is)) {
        return true;
      }
    }
    return false;
  }

  private boolean is(Kind kind) {
    return indicates(kind) || kind.words.matcher(lowerCase).find();
  }

  boolean hasNew(Kind kind) {
    return kind.words.matcher(newTexts).find();
  }

  boolean isLatency() {
    return indicator != null && indicator.startsWith("latency");
  }

  private boolean indicates(Kind kind) {
    return switch (kind) {
      case AUTHENTICATION -> "errors_auth".equals(indicator);
      case LIMITED -> "errors_429".equals(indicator);
      case PERMISSION,
          DATABASE,
          CACHE,
          CONNECTING,
          LOOKUP,
          TIMEOUT,
          UNREACHABLE,
          POOL,
          MEMORY,
          EXCEPTION ->
          false;
    };
  }

  /**
   * Whether the texts hold a name as a word of its own. A plain word such as HOST or PORT counts
   * only as it is written: every other text has a port.
   */
  boolean name(String name) {
    if (name.length() < 3) {
      return false;
    }
    boolean plain = name.chars().allMatch(Character::isLetter);
    String in = plain ? naming : namingLowerCase;
    String wanted = plain ? name : name.toLowerCase(Locale.ROOT);
    for (int at = in.indexOf(wanted); at >= 0; at = in.indexOf(wanted, at + 1)) {
      if (isBoundary(in, at - 1) && isBoundary(in, at + wanted.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBoundary(String text, int at) {
    return at < 0
        || at >= text.length()
        || !Character.isLetterOrDigit(text.charAt(at))
            && text.charAt(at) != '_'
            && text.charAt(at) != '-';
  }
}
