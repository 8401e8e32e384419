// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

  @TempDir Path directory;

  @Test
  void a_passing_folder_goes_with_all_that_is_in_it() throws Exception {
    Path path;
    try (DataFolder folder = DataFolder.passing("fivewhys-test-")) {
      path = folder.path();
      Files.createDirectories(path.resolve("kafka/topic"));
      assertThat(folder.isLasting()).isFalse();
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void a_lasting_folder_is_one_owners_at_a_time_and_keeps_what_is_in_it() throws Exception {
    Path path = directory.resolve("made/here");
    try (DataFolder folder = DataFolder.lasting(path)) {
      Files.writeString(path.resolve("kept"), "x");
      assertThat(folder.isLasting()).isTrue();
      assertThatThrownBy(() -> DataFolder.lasting(path))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("another fivewhys is at work");
    }
    try (DataFolder again = DataFolder.lasting(path)) {
      assertThat(again.path().resolve("kept")).exists();
    }
  }
}
