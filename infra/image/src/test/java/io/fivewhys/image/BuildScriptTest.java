// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be built is refused at once, with what to do. */
class BuildScriptTest {

  private static final Path MODULE =
      Path.of(System.getProperty("fivewhys.root")).toAbsolutePath().resolve("infra/image");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          build |                                        | usage:
          build | --push                                 | usage:
          build | --tar x.tar --compress                 | usage:
          build | --tar x.tar --arch riscv64             | --arch is amd64 or arm64, not riscv64
          build | --tar /nowhere/x.tar                   | there is no folder /nowhere
          build | --tar x.tar --base tar:///nowhere.tar  | there is no file /nowhere.tar
          build | --push a/b:1 --arch arm64              | --push takes both architectures
          build | --push a/b@sha256:0                    | --push takes a name with a tag
          build | --push a/b:1 --base tar:///nowhere.tar | push the base first
          base  |                                        | usage:
          base  | --help                                 | usage:
          """)
  void refuses(String script, @Nullable String arguments, String why)
      throws IOException, InterruptedException {
    Shell.Outcome outcome =
        Shell.run(MODULE, "sh", "-c", "./" + script + " " + (arguments == null ? "" : arguments));

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).contains(why);
    assertThat(outcome.out()).isEmpty();
  }
}
