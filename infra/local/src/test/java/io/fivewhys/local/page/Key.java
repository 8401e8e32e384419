// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * A key of the keyboard with what is held down with it.
 *
 * @param name as scripts see it, such as {@code ArrowLeft} or {@code t}
 * @param modifiers as the protocol counts them
 */
record Key(String name, int modifiers) {

  private static final List<String> MODIFIERS = List.of("Alt", "Control", "Meta", "Shift");

  private static final Map<String, Integer> CODES =
      Map.ofEntries(
          Map.entry("Backspace", 8),
          Map.entry("Tab", 9),
          Map.entry("Enter", 13),
          Map.entry("Escape", 27),
          Map.entry(" ", 32),
          Map.entry("PageUp", 33),
          Map.entry("PageDown", 34),
          Map.entry("End", 35),
          Map.entry("Home", 36),
          Map.entry("ArrowLeft", 37),
          Map.entry("ArrowUp", 38),
          Map.entry("ArrowRight", 39),
          Map.entry("ArrowDown", 40),
          Map.entry("Delete", 46));

  static Key of(String pressed) {
    int modifiers = 0;
    String name = pressed;
    for (int plus = name.indexOf('+'); plus > 0; plus = name.indexOf('+')) {
      int modifier = MODIFIERS.indexOf(name.substring(0, plus));
      if (modifier < 0) {
        throw new IllegalArgumentException(
            "no modifier in " + pressed + ": they are " + String.join(", ", MODIFIERS));
      }
      modifiers |= 1 << modifier;
      name = name.substring(plus + 1);
    }
    if (name.codePointCount(0, name.length()) != 1 && !CODES.containsKey(name)) {
      throw new IllegalArgumentException("no such key: " + pressed);
    }
    return new Key(name, modifiers);
  }

  ObjectNode down() {
    ObjectNode event = event("keyDown");
    String text = text();
    return text.isEmpty() ? event : event.put("text", text);
  }

  ObjectNode up() {
    return event("keyUp");
  }

  /** What it writes; none with Alt, Control or Meta. */
  private String text() {
    if ((modifiers & 7) != 0) {
      return "";
    }
    return name.equals("Enter") ? "\r" : name.codePointCount(0, name.length()) == 1 ? name : "";
  }

  private ObjectNode event(String type) {
    ObjectNode event =
        DevTools.params().put("type", type).put("key", name).put("modifiers", modifiers);
    int code = CODES.getOrDefault(name, letter());
    if (code != 0) {
      event.put("windowsVirtualKeyCode", code).put("code", code());
    }
    return event;
  }

  private String code() {
    if (name.equals(" ")) {
      return "Space";
    }
    return CODES.containsKey(name) ? name : (letter() < 'A' ? "Digit" : "Key") + (char) letter();
  }

  private int letter() {
    char upper = Character.toUpperCase(name.charAt(0));
    return upper >= 'A' && upper <= 'Z' || upper >= '0' && upper <= '9' ? upper : 0;
  }
}
