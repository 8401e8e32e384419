// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One message of a text as the rules see it: as it was written, in small letters for matching, and
 * with the whole text at hand, whose frames tell which library speaks. Small letters stand where
 * the great ones stood, so that a name is taken as it was written.
 */
final class SignalText {

  private static final Pattern REDIS = Pattern.compile("redis|jedis|lettuce|memorystore");

  /** Of drivers, engines and mappers; none of them is a word of other trades. */
  private static final Pattern SQL =
      Pattern.compile(
          "postgres|psycopg|asyncpg|pg8000|\\bpgx|\\bpq: |libpq|pgsql|pgbouncer|psqlexception"
              + "|sqlstate|sqlalchemy|mysql|mariadb|jdbc|hikari|cloud ?sql|prisma|sequelize"
              + "|typeorm|\\bknex|sqlx|activerecord|npgsql|sqlclient|sqlexception|sql server"
              + "|mssql|\\bpdo|doctrine|\\bgorm|pg::|/pg/|pg-pool|database/sql");

  private static final Pattern DATABASE = Pattern.compile("\\bdatabase\\b|\\bdb\\b|\\bsql\\b");

  private final String text;
  private final String lower;
  private final String whole;
  private @Nullable Endpoint endpoint;
  private @Nullable String called;

  private SignalText(String text, String lower, String whole) {
    this.text = text;
    this.lower = lower;
    this.whole = whole;
  }

  static SignalText of(String text) {
    String lower = lower(text);
    return new SignalText(text, lower, lower);
  }

  /** One of its messages. */
  SignalText part(String block) {
    return block.length() == text.length() ? this : new SignalText(block, lower(block), whole);
  }

  /** Whether the message is all there is. */
  boolean isWhole() {
    return lower.length() == whole.length();
  }

  /** The message in small letters. */
  String lower() {
    return lower;
  }

  /** The whole text in small letters. */
  String whole() {
    return whole;
  }

  /** Host and port that the message names. */
  Endpoint endpoint() {
    if (endpoint == null) {
      endpoint = Endpoint.in(lower);
    }
    return endpoint;
  }

  /** Host of the URL that the message names; empty where it names none. */
  String called() {
    if (called == null) {
      called = CalledHost.in(lower);
    }
    return called;
  }

  /** What a group of a match in small letters was written like. */
  String written(Matcher found, int group) {
    return found.group(group) == null ? "" : text.substring(found.start(group), found.end(group));
  }

  boolean says(String words) {
    return lower.contains(words);
  }

  boolean says(Pattern words) {
    return words.matcher(lower).find();
  }

  /** Whether it is about Redis: its port decides, then the message, then the frames. */
  boolean isRedis() {
    Endpoint endpoint = endpoint();
    if (endpoint.isRedis() || endpoint.isSql()) {
      return endpoint.isRedis();
    }
    return says(REDIS) || isOpen(endpoint) && REDIS.matcher(whole).find() && !says(SQL);
  }

  /** Whether it is about a database, by the same order. */
  boolean isSql() {
    Endpoint endpoint = endpoint();
    if (endpoint.isRedis() || endpoint.isSql()) {
      return endpoint.isSql();
    }
    return says(SQL) || isOpen(endpoint) && (says(DATABASE) || SQL.matcher(whole).find());
  }

  /** Neither a port nor a URL says with whom it spoke. */
  private boolean isOpen(Endpoint endpoint) {
    return endpoint.isEmpty() && called().isEmpty();
  }

  /** Letters of ASCII only: others may change a text's length. */
  static String lower(String text) {
    int great = 0;
    while (great < text.length() && !isGreat(text.charAt(great))) {
      great++;
    }
    if (great == text.length()) {
      return text;
    }
    char[] chars = text.toCharArray();
    for (int i = great; i < chars.length; i++) {
      if (isGreat(chars[i])) {
        chars[i] = (char) (chars[i] + 0x20);
      }
    }
    return new String(chars);
  }

  private static boolean isGreat(char c) {
    return c >= 'A' && c <= 'Z';
  }
}
