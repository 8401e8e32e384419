// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many connections to databases an instance may hold, read from variables whose names say that
 * they size a pool. The only values of variables that get past the decoder: plain whole numbers,
 * and only under such names; a password of digits stands under none of them.
 *
 * @param connections of all containers; null where no variable says so
 * @param from names of the variables that say it, in order
 */
record PoolSize(@Nullable Integer connections, TreeSet<String> from) {

  private static final int LARGEST = 10_000;
  private static final int LONGEST_NAME = 100;

  /** Nothing may stand behind the word that says what it is: DB_POOL_SIZE, not DB_POOL_TIMEOUT. */
  private static final Pattern SIZE =
      Pattern.compile(
          "(?i)(?:\\w*_)?(?:DB|DATABASE|SQL|PG|POSTGRES|MYSQL)_?POOL"
              + "|\\w*POOL_?(?:MAX|(?:MAX_?)?(?:SIZE|CONNECTIONS|CONNS))"
              + "|\\w*MAX(?:IMUM)?_?POOL"
              + "|(?:\\w*_)?MAX_?(?:OPEN_?|DB_?)?(?:CONNECTIONS|CONNS)"
              + "|\\w*CONNECTION_?LIMIT");

  private static final Pattern OVERFLOW = Pattern.compile("(?i)(?:\\w*_)?MAX_?OVERFLOW");

  /** Pools of other things. */
  private static final Pattern OTHER =
      Pattern.compile(
          "(?i).*(?:REDIS|CACHE|HTTP|GRPC|THREAD|WORKER|EXECUTOR|KAFKA|RABBIT|AMQP|MONGO|ELASTIC"
              + "|SMTP|SOCKET|MIN(?:IMUM)?_?POOL|INITIAL|IDLE).*");

  private static final Pattern WHOLE = Pattern.compile("\\d{1,5}");

  /**
   * @param owner what holds {@code containers}
   * @param spelling of references to secrets, whose variables have no value
   */
  static PoolSize of(Node owner, SpecSpelling spelling) {
    TreeSet<String> from = new TreeSet<>();
    int sum = 0;
    for (Node container : owner.at("containers").elements()) {
      sum += of(container.at("env"), spelling, from);
    }
    return new PoolSize(from.isEmpty() ? null : Math.min(sum, LARGEST), from);
  }

  /** The largest: several names of one pool are usual, several pools are not. */
  private static int of(Node env, SpecSpelling spelling, TreeSet<String> from) {
    TreeSet<String> names = new TreeSet<>();
    int pool = 0;
    int overflow = 0;
    for (Node variable : env.elements()) {
      String name = variable.at("name").textOr("").strip();
      int number = number(variable, spelling);
      if (number < 0 || name.length() > LONGEST_NAME || OTHER.matcher(name).matches()) {
        continue;
      }
      if (OVERFLOW.matcher(name).matches()) {
        overflow = Math.max(overflow, number);
        names.add(name);
      } else if (number > 0 && SIZE.matcher(name).matches()) {
        pool = Math.max(pool, number);
        names.add(name);
      }
    }
    if (pool == 0) {
      return 0; // what overflows a pool of unknown size says nothing
    }
    names.forEach(name -> from.add(Redaction.redact(name, LONGEST_NAME)));
    return pool + overflow;
  }

  /** Negative where there is none, or it is none that a pool could have. */
  private static int number(Node variable, SpecSpelling spelling) {
    String text = variable.at("value").textOr("").strip();
    if (spelling.reference(variable).isPresent() || !WHOLE.matcher(text).matches()) {
      return -1;
    }
    int number = Integer.parseInt(text);
    return number <= LARGEST ? number : -1;
  }
}
