package dev.imbrex.train.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A protocol buffer that is being written, field by field.
 *
 * <p>Each field is a key, 8 times its number plus its wire type, and a value: 0 a varint, 1 eight
 * bytes, 2 a length and that many bytes, 5 four bytes; the lowest byte comes first. See <a
 * href="https://protobuf.dev/programming-guides/encoding/">the encoding of protocol buffers</a>.
 */
final class Message {
  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int BYTES = 2;
  private static final int FOUR_BYTES = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Message integer(int field, long value) {
    key(field, VARINT);
    varint(value);
    return this;
  }

  Message number(int field, double value) {
    key(field, EIGHT_BYTES);
    lowestFirst(Double.doubleToRawLongBits(value), Double.BYTES);
    return this;
  }

  Message number(int field, float value) {
    key(field, FOUR_BYTES);
    lowestFirst(Float.floatToRawIntBits(value), Float.BYTES);
    return this;
  }

  Message text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Message message(int field, Message value) {
    return bytes(field, value.toBytes());
  }

  private Message bytes(int field, byte[] value) {
    key(field, BYTES);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  private void key(int field, int type) {
    varint(field << 3 | type);
  }

  /** Writes seven bits at a time; the eighth says that more follow. */
  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private void lowestFirst(long bits, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (bits >>> 8 * i));
    }
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
