package dev.imbrex.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A disk that fails after a number of steps, where each piece of a file, each rename and each
 * deletion of one file is a step: once, as a full disk does, or from then on, as a killed process.
 */
public final class FaultyDisk implements Disk {
  private final int failing;
  private final boolean killed;
  private int steps;

  /** Creates a disk on which the step with this number, from 0, fails. */
  public FaultyDisk(int failing, boolean killed) {
    this.failing = failing;
    this.killed = killed;
  }

  /** Returns whether the failing step was reached. */
  public boolean failed() {
    return steps > failing;
  }

  private void step() throws IOException {
    int step = steps++;
    if (step == failing || (killed && step > failing)) {
      throw new IOException("No space left on device (simulated)");
    }
  }

  @Override
  public void write(Path file, Content content) throws IOException {
    step();
    Disk.SYSTEM.write(
        file,
        channel ->
            content.writeTo(
                new WritableByteChannel() {
                  @Override
                  public int write(ByteBuffer src) throws IOException {
                    int half = src.remaining() / 2;
                    if (half > 0) {
                      // A short write, then the failure.
                      channel.write(src.slice().limit(half));
                      src.position(src.position() + half);
                      step();
                      return half;
                    }
                    return channel.write(src);
                  }

                  @Override
                  public boolean isOpen() {
                    return channel.isOpen();
                  }

                  @Override
                  public void close() throws IOException {
                    channel.close();
                  }
                }));
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
}
