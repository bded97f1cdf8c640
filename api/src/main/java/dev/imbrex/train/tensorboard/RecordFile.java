package dev.imbrex.train.tensorboard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * TensorFlow's file of records: for each its length (8 bytes, lowest first), the masked CRC32C of
 * that, its bytes, and the masked CRC32C of those.
 */
final class RecordFile {
  private static final int MASK = 0xA282EAD8;

  private RecordFile() {}

  /** Adds records to the end of a file, which is made if it is missing, and flushes it. */
  static void append(Path file, List<byte[]> records) throws IOException {
    try (FileChannel c =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (byte[] record : records) {
        ByteBuffer framed = framed(record);
        while (framed.hasRemaining()) {
          c.write(framed);
        }
      }
      c.force(false);
    }
  }

  /** Returns a record with its length and checksums. */
  static ByteBuffer framed(byte[] record) {
    ByteBuffer b = ByteBuffer.allocate(record.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    b.putLong(record.length);
    b.putInt(maskedCrc(b.array(), Long.BYTES));
    b.put(record).putInt(maskedCrc(record, record.length));
    return b.flip();
  }

  /** The sum is turned and shifted, since that of data with a sum inside would be weak. */
  private static int maskedCrc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }
}
