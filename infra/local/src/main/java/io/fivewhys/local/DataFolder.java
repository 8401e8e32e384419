// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Where a pipeline keeps its data: a folder that goes at the end, or one that the next run goes on
 * with. Of the second kind only one process has it at a time; its lock goes with the process,
 * however that ends.
 */
public final class DataFolder implements AutoCloseable {

  private static final String LOCK = "fivewhys.lock";

  private final Path path;

  /** Held open for its lock; null where the folder goes at the end. */
  private final @Nullable FileChannel lock;

  private DataFolder(Path path, @Nullable FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** One that is deleted when this is closed. */
  public static DataFolder passing(String prefix) throws IOException {
    return new DataFolder(Files.createTempDirectory(prefix), null);
  }

  /**
   * @param path made if absent
   * @throws FileSystemException when another process has it
   */
  public static DataFolder lasting(Path path) throws IOException {
    Files.createDirectories(path);
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked(channel)) {
      channel.close();
      throw new FileSystemException(
          path.toString(),
          null,
          "another fivewhys is at work in this folder; end it, or name another");
    }
    return new DataFolder(path, channel);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // it is in this process
    }
  }

  public Path path() {
    return path;
  }

  /** Whether what is in it has to be there after a crash. */
  public boolean isLasting() {
    return lock != null;
  }

  @Override
  public void close() throws IOException {
    if (lock == null) {
      Folders.delete(path);
    } else {
      lock.close();
    }
  }
}
