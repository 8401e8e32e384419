// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON that may stand inside an HTML script element: {@code < > &} and the line separators
 * that end a line in JavaScript are escaped, so no text can leave the element or start another.
 * Lone surrogates, which no encoding can carry, are escaped too.
 */
final class JsonText {

  private static final MathContext FOUR_DIGITS = new MathContext(4);

  private final StringBuilder out = new StringBuilder(1 << 16);
  private boolean comma;

  JsonText object(Consumer<JsonText> members) {
    return nested('{', members, '}');
  }

  JsonText array(Consumer<JsonText> elements) {
    return nested('[', elements, ']');
  }

  JsonText name(String name) {
    value(name);
    out.append(':');
    comma = false;
    return this;
  }

  JsonText value(@Nullable String text) {
    separate();
    if (text == null) {
      out.append("null");
      return this;
    }
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      character(text, i);
    }
    out.append('"');
    return this;
  }

  JsonText value(long number) {
    separate();
    out.append(number);
    return this;
  }

  JsonText value(@Nullable Long number) {
    return number == null ? value((String) null) : value(number.longValue());
  }

  JsonText value(boolean truth) {
    separate();
    out.append(truth);
    return this;
  }

  /** In four significant digits, far finer than what a percentile is good for. */
  JsonText value(@Nullable Double number) {
    separate();
    out.append(
        number == null
            ? "null"
            : new BigDecimal(number).round(FOUR_DIGITS).stripTrailingZeros().toPlainString());
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private JsonText nested(char open, Consumer<JsonText> content, char close) {
    separate();
    out.append(open);
    comma = false;
    content.accept(this);
    out.append(close);
    comma = true;
    return this;
  }

  private void separate() {
    if (comma) {
      out.append(',');
    }
    comma = true;
  }

  private void character(String text, int i) {
    char c = text.charAt(i);
    switch (c) {
      case '"', '\\' -> out.append('\\').append(c);
      case '<', '>', '&', '\u2028', '\u2029', '\u007f' -> unicode(c);
      default -> {
        if (c < ' ' || isLoneSurrogate(text, i)) {
          unicode(c);
        } else {
          out.append(c);
        }
      }
    }
  }

  private void unicode(char c) {
    out.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
  }

  private static boolean isLoneSurrogate(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }
}
