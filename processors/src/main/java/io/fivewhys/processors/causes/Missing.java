// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

/** What a service that does not start says it lacks. */
final class Missing {

  private Missing() {}

  static String inWords(Total total) {
    String target = total.target();
    return switch (total.kind()) {
      case MODULE_MISSING -> "module " + target + " is not in the image";
      case FILE_MISSING -> "file " + target + " is not in the image";
      case CONFIG_MISSING -> "variable " + target + " is not set";
      default -> "it lacks " + target;
    };
  }
}
