// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON out of maps, lists, texts, numbers and truth values, members in the order given. */
public final class Json {

  private final StringBuilder out = new StringBuilder(1024);

  private Json() {}

  /** An object of names and values in turns; a member whose value is null is left out. */
  public static Map<String, Object> object(@Nullable Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      if (value != null) {
        object.put(String.valueOf(namesAndValues[i]), value);
      }
    }
    return object;
  }

  public static byte[] line(Object value) {
    Json json = new Json();
    json.write(value);
    return json.out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void write(Object value) {
    switch (value) {
      case Map<?, ?> object -> {
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> members = object.entrySet().iterator();
        while (members.hasNext()) {
          Map.Entry<?, ?> member = members.next();
          text(String.valueOf(member.getKey()));
          out.append(':');
          write(member.getValue());
          out.append(members.hasNext() ? "," : "");
        }
        out.append('}');
      }
      case List<?> array -> {
        out.append('[');
        Iterator<?> elements = array.iterator();
        while (elements.hasNext()) {
          write(elements.next());
          out.append(elements.hasNext() ? "," : "");
        }
        out.append(']');
      }
      case String text -> text(text);
      default -> out.append(value);
    }
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < ' ') {
            out.append("\\u00").append(Integer.toHexString(0x100 | c), 1, 3);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
