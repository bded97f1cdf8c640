package dev.imbrex.io;

import dev.imbrex.tensor.HostTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** Reads one safetensors file from front to back. */
final class SafeTensorsReader {
  private static final int CHUNK = 1 << 16;

  private final String file;
  private final ReadableByteChannel channel;
  private final long size;
  private final boolean requireChecksum;
  private final CRC32C checksum = new CRC32C();

  SafeTensorsReader(String file, ReadableByteChannel channel, long size, boolean requireChecksum) {
    this.file = file;
    this.channel = channel;
    this.size = size;
    this.requireChecksum = requireChecksum;
  }

  SafeTensors read() throws IOException {
    if (size < 8) {
      throw new ModelFormatException(
          file + " is no safetensors file: it has " + size + " bytes, fewer than the 8 at least.");
    }
    long length = take(8).getLong();
    if (length < 2 || length > Json.MAX_BYTES || length > size - 8) {
      throw new ModelFormatException(
          String.format(
              "%s is no safetensors file or is cut short: it names a header of %s bytes, and has"
                  + " %d behind that number (at most %d are read).",
              file, Long.toUnsignedString(length), size - 8, Json.MAX_BYTES));
    }
    byte[] json = take((int) length).array();
    SafeTensorsHeader header = SafeTensorsHeader.parse(file, json, size - 8 - length);
    String expected = header.metadata().get(SafeTensorsHeader.CHECKSUM);
    if (expected == null && requireChecksum) {
      throw new ModelFormatException(
          file + " has no checksum, which every file of a checkpoint has; it is damaged.");
    }
    if (expected != null) {
      begin(json, expected);
    }
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (SafeTensorsHeader.Entry e : header.entries()) {
      tensors.put(e.name(), tensor(e));
    }
    if (expected != null && !expected.equals(String.format("%08x", checksum.getValue()))) {
      throw new ModelFormatException(
          file
              + " is damaged: its checksum does not fit (if another tool has changed it, remove "
              + SafeTensorsHeader.CHECKSUM
              + " from its metadata).");
    }
    Map<String, String> metadata = new LinkedHashMap<>(header.metadata());
    metadata.remove(SafeTensorsHeader.CHECKSUM);
    return new SafeTensors(tensors, metadata);
  }

  /** The checksum is that of the file with eight zeros in its place. */
  private void begin(byte[] json, String expected) {
    checksum.update(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).flip());
    String text = new String(json, StandardCharsets.ISO_8859_1);
    String entry = "\"" + SafeTensorsHeader.CHECKSUM + "\":\"";
    int at = text.indexOf(entry + expected + "\"");
    byte[] blank = json.clone();
    if (at >= 0 && expected.length() == 8) {
      Arrays.fill(blank, at + entry.length(), at + entry.length() + 8, (byte) '0');
    }
    checksum.update(blank);
  }

  private HostTensor tensor(SafeTensorsHeader.Entry e) throws IOException {
    HostTensor tensor = HostTensor.zeros(e.type());
    ByteBuffer out = tensor.buffer();
    for (long left = e.end() - e.begin(); left > 0; ) {
      ByteBuffer chunk = take((int) Math.min(left, CHUNK));
      left -= chunk.remaining();
      checksum.update(chunk.duplicate());
      while (chunk.hasRemaining()) {
        put(e, chunk, out);
      }
    }
    return tensor;
  }

  /** Moves the next element. */
  private void put(SafeTensorsHeader.Entry e, ByteBuffer chunk, ByteBuffer out) {
    switch (e.fileType()) {
      case F16:
        out.putFloat(FileType.half(chunk.getShort()));
        break;
      case BF16:
        out.putFloat(FileType.bfloat(chunk.getShort()));
        break;
      case F64:
        out.putLong(chunk.getLong());
        break;
      case I64:
        out.putInt(small(e.name(), chunk.getLong()));
        break;
      case BOOL:
        out.putInt(truth(e.name(), chunk.get()));
        break;
      default:
        out.putInt(chunk.getInt());
    }
  }

  private int small(String name, long n) {
    if (n != (int) n) {
      throw new ModelFormatException(
          "The tensor \""
              + name
              + "\" in "
              + file
              + " has the element "
              + n
              + ", which does not fit the 32 bits that are read.");
    }
    return (int) n;
  }

  private int truth(String name, byte b) {
    if (b != 0 && b != 1) {
      throw new ModelFormatException(
          "The tensor \"" + name + "\" in " + file + " is BOOL, but has an element " + b + ".");
    }
    return b;
  }

  /** Returns the next bytes, little-endian. */
  private ByteBuffer take(int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new ModelFormatException(file + " became shorter while it was read.");
      }
    }
    return bytes.flip();
  }
}
