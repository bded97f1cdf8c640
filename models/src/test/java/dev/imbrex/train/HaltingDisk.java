package dev.imbrex.train;

import dev.imbrex.io.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Random;

/**
 * A disk during whose n-th step the process ends at once, without cleaning up anything. A step is
 * each beginning and end of a file, each piece of one (of which only a part is written then), each
 * new folder, each renaming and each deletion of one file.
 */
final class HaltingDisk implements Disk {
  /** What the process ends with, as one does that is killed by kill -9. */
  static final int CODE = 137;

  private final long last;
  private final Random random;
  private long steps;

  /**
   * Creates a disk.
   *
   * @param last the number of the step, from 0, that ends the process
   * @param seed decides how much of a piece is written in that step
   */
  HaltingDisk(long last, long seed) {
    this.last = last;
    this.random = new Random(seed);
  }

  private boolean isLast() {
    return steps++ >= last;
  }

  private void step() {
    if (isLast()) {
      halt();
    }
  }

  private static void halt() {
    Runtime.getRuntime().halt(CODE);
  }

  @Override
  public void write(Path file, Content content) throws IOException {
    step();
    Disk.SYSTEM.write(
        file,
        channel -> {
          content.writeTo(new Halting(channel));
          step();
        });
    step();
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    step();
    Disk.SYSTEM.createFolder(folder);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    step();
    Disk.SYSTEM.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            step();
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }
        });
    step();
    Disk.SYSTEM.delete(path);
  }

  /** Writes a part of the piece during which the process ends. */
  private final class Halting implements WritableByteChannel {
    private final WritableByteChannel to;

    Halting(WritableByteChannel to) {
      this.to = to;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
      if (isLast()) {
        to.write(src.slice().limit(random.nextInt(src.remaining() + 1)));
        halt();
      }
      return to.write(src);
    }

    @Override
    public boolean isOpen() {
      return to.isOpen();
    }

    @Override
    public void close() throws IOException {
      to.close();
    }
  }
}
