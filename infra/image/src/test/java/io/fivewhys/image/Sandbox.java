// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs what is in an image's file system as a container would: with its entry point, environment,
 * user and folder, a root that cannot be written, and an empty /tmp. Kernel name spaces do it, so
 * it needs neither an engine nor to be root.
 *
 * @param root the unpacked layers
 * @param config of the image
 */
record Sandbox(Path root, JsonNode config) {

  /** That the machine would not let the sandbox be made; no program ends with it. */
  private static final int NOT_MADE = 125;

  private static final String ENTER =
      """
      set -e
      root=$1 user=$2 folder=$3
      shift 3
      {
        mount --bind "$root" "$root"
        cd "$root"
        mount -t tmpfs -o mode=1777 none "$root/tmp"
        mount --rbind /proc "$root/proc"
        mount --rbind /dev "$root/dev"
        mount -o remount,bind,ro "$root"
      } || exit 125
      exec unshare --user --map-user="$user" --map-group="$user" --root="$root" --wd="$folder" -- "$@"
      """;

  /** Why there can be none on this machine; null where there can. */
  static @Nullable String impossible() throws IOException, InterruptedException {
    if (!Shell.has("unshare")) {
      return "there is no unshare";
    }
    Shell.Outcome tried =
        Shell.run(
            Path.of("."),
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "unshare",
            "--user",
            "--map-user=65532",
            "--map-group=65532",
            "true");
    return tried.exit() == 0 ? null : "name spaces are not allowed: " + tried.err().strip();
  }

  /**
   * @param input standard input; null for none
   * @param arguments what stands after the image's name in docker run
   */
  Shell.Outcome run(@Nullable Path input, String... arguments)
      throws IOException, InterruptedException {
    List<String> program = texts(config.path("Entrypoint"));
    program.addAll(List.of(arguments));
    return enter(input, program);
  }

  /** Another program of the image than its entry point. */
  Shell.Outcome enter(@Nullable Path input, List<String> program)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("env", "-i"));
    command.addAll(texts(config.path("Env")));
    command.addAll(List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", ENTER));
    command.addAll(List.of("sh", root.toString()));
    command.add(config.path("User").asText());
    command.add(config.path("WorkingDir").asText());
    command.addAll(program);
    Shell.Outcome outcome = Shell.run(root, input, command);
    if (outcome.exit() == NOT_MADE) {
      throw new IOException("no sandbox: " + outcome.err());
    }
    return outcome;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
