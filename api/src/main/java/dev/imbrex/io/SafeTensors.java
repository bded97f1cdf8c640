package dev.imbrex.io;

import dev.imbrex.tensor.HostTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named tensors and texts, and the file format safetensors: eight bytes with the length of a JSON
 * header, the header, and the numbers in little-endian order without gaps.
 *
 * <p>Types map one to one, but that a {@code BOOL} takes one byte in files, and that {@code F16}
 * and {@code BF16} are read as F32 and {@code I64} as I32. Reading checks everything before it
 * allocates for tensors, which never takes more than the file is long (four times for {@code BOOL},
 * twice for halves). What this class writes carries a checksum of the whole file, which reading
 * compares.
 *
 * @param tensors by name; from a file, in the order of the numbers in it
 * @param metadata texts by name
 */
public record SafeTensors(Map<String, HostTensor> tensors, Map<String, String> metadata) {
  public SafeTensors {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Reads a file.
   *
   * @throws ModelFormatException if it is malformed, damaged or has tensors of a type or shape that
   *     is not known here
   * @throws UncheckedIOException if it can not be read
   */
  public static SafeTensors read(Path file) {
    return read(file, false);
  }

  /** Reads a file that must carry the checksum that this class writes. */
  public static SafeTensors readChecked(Path file) {
    return read(file, true);
  }

  private static SafeTensors read(Path file, boolean requireChecksum) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SafeTensorsReader reader =
          new SafeTensorsReader(file.toString(), channel, channel.size(), requireChecksum);
      return reader.read();
    } catch (IOException e) {
      throw new UncheckedIOException("Can not read " + file + ": " + e, e);
    }
  }

  /** Writes to a channel; pass it to a {@link Disk} as {@code tensors::writeTo}. */
  public void writeTo(WritableByteChannel channel) throws IOException {
    new SafeTensorsWriter(this).writeTo(channel);
  }
}
