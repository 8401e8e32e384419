// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.processors.state.StateWriter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One condition on one component, and the symptom of it while it lasts: what has begun keeps its
 * begin until it is over, and what is over does not count towards the next.
 */
final class Watch {

  private final ComponentName name;
  private final Condition condition;
  private final History history;
  private final StateWriter state;
  private @Nullable Episode episode;
  private long cleared = Long.MIN_VALUE;

  Watch(ComponentName name, Condition condition, History history, StateWriter state) {
    this.name = name;
    this.condition = condition;
    this.history = history;
    this.state = state;
  }

  Condition condition() {
    return condition;
  }

  boolean isOpen() {
    return episode != null;
  }

  /** The symptom as of now; null when nothing hurts. */
  @Nullable Symptom look(long minute, int speakers) {
    Moment moment = new Moment(minute, cleared, speakers);
    Episode before = episode;
    episode = before == null ? begun(moment) : continued(before, moment);
    if (before != null && episode == null) {
      cleared = minute + 1;
    }
    if (before != episode) {
      state.write(key(), Episode.encoded(cleared, episode));
    }
    return episode == null ? null : told(episode, minute);
  }

  private @Nullable Episode begun(Moment moment) {
    Alarm alarm = condition.alarm(history, moment);
    if (alarm == Alarm.NONE) {
      return null;
    }
    long since = condition.onset(history, moment);
    double level = condition.level(history, moment, since);
    return condition.isOver(history, moment.sinceEver(), level)
        ? null
        : Episode.begin(since, level, alarm == Alarm.PAGE);
  }

  private @Nullable Episode continued(Episode open, Moment moment) {
    if (condition.isOver(history, moment.sinceEver(), open.level())) {
      return null;
    }
    Episode now = open;
    if (!now.pages() && condition.alarm(history, moment) == Alarm.PAGE) {
      now = now.paging();
    }
    long keptFrom = moment.minute() - History.REACH;
    return now.countedTo() < keptFrom
        ? now.counted(keptFrom, now.counted().plus(damage(now, now.countedTo(), keptFrom - 1)))
        : now;
  }

  private Share damage(Episode open, long from, long to) {
    Share sum = Share.NONE;
    for (long minute = from; minute <= to; minute++) {
      sum = sum.plus(condition.damage(history, minute, open.level()));
    }
    return sum;
  }

  private Symptom told(Episode open, long minute) {
    Share damage = open.counted().plus(damage(open, open.countedTo(), minute));
    return new Symptom(
        condition.rule(),
        name.kind(),
        name.location(),
        name.component(),
        condition.signal(),
        condition.slo(),
        open.since() * Symptoms.MINUTE,
        condition.observed(history, open.since(), minute, damage),
        condition.objective(open.level()),
        condition.burnRate(damage),
        damage.bad(),
        damage.total(),
        open.pages());
  }

  String id() {
    return condition.rule() + " " + condition.slo();
  }

  private String key() {
    return StateKey.key("watch", name, id());
  }

  void restore(byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    cleared = buffer.getLong();
    episode = Episode.decoded(buffer);
  }

  void forget() {
    state.write(key(), null);
  }
}
