// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fivewhys.terraform.TerraformRun.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code terraform fmt -check}, which needs no provider. */
class FormatTest {

  @Test
  void everything_is_formatted(@TempDir Path scratch) {
    assumeTrue(
        TerraformRun.isThere(), "skipped: there is neither terraform nor tofu to format with");
    TerraformRun terraform = new TerraformRun(scratch, "{}");

    Result result = terraform.run(TerraformFiles.FOLDER, "fmt", "-check", "-recursive", "-diff");

    assertThat(result.code()).as(result.output()).isZero();
  }
}
