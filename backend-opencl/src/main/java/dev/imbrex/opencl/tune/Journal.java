package dev.imbrex.opencl.tune;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says on the disk what is being tried, so that whoever comes after a process that died, or was
 * ended because it stood still, knows what to blame. While it is open no other process tunes the
 * device: two would disturb each other's times.
 *
 * <p>The first line is the way, the second the op; an empty file says that all went well.
 */
final class Journal implements AutoCloseable {
  /** The file's name in the folder of a device. */
  static final String NAME = "tuning.journal";

  private static final int MAX_BYTES = 4096;

  private final FileChannel channel;
  private final FileLock lock;
  private final Optional<TuningRecord.Blame> left;

  private Journal(FileChannel channel, FileLock lock, Optional<TuningRecord.Blame> left) {
    this.channel = channel;
    this.lock = lock;
    this.left = left;
  }

  /**
   * Opens the journal in a folder, which is made if it is not there.
   *
   * @return null if another process has it open
   */
  static @Nullable Journal open(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve(NAME),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new Journal(channel, lock, read(channel));
      }
    } catch (OverlappingFileLockException e) {
      // Somebody else in this process: as good as another process.
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return null;
  }

  private static Optional<TuningRecord.Blame> read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
    channel.read(bytes, 0);
    String text =
        new String(Arrays.copyOf(bytes.array(), bytes.position()), StandardCharsets.UTF_8);
    List<String> lines = text.lines().toList();
    return lines.size() == 2
        ? Optional.of(new TuningRecord.Blame(lines.get(1), lines.get(0)))
        : Optional.empty();
  }

  /** Returns what was being tried when a process before this one died. */
  Optional<TuningRecord.Blame> left() {
    return left;
  }

  /** Says that a way is being tried from now on; that is on the disk when this returns. */
  void trying(OpShape op, String way) throws IOException {
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap((way + "\n" + op.text() + "\n").getBytes(StandardCharsets.UTF_8)), 0);
    channel.force(false);
  }

  /** Says that it went well. */
  void done() throws IOException {
    channel.truncate(0);
  }

  /** Lets others tune; what is being tried stays written. */
  @Override
  public void close() throws IOException {
    try {
      lock.release();
    } finally {
      channel.close();
    }
  }
}
