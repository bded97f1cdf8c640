package dev.imbrex.train.tensorboard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records against bytes put together by hand, with sums computed bit by bit. */
class RecordFileTest {
  private static final byte[] DIGITS = "123456789".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;

  /** CRC-32C as its polynomial says, one bit after the other. */
  static int crc(byte[] bytes) {
    int c = -1;
    for (byte b : bytes) {
      c ^= b & 255;
      for (int i = 0; i < 8; i++) {
        c = c >>> 1 ^ ((c & 1) == 1 ? 0x82F63B78 : 0);
      }
    }
    return ~c;
  }

  @Test
  void theSumOfTheTestsIsTheKnownOne() {
    assertEquals(0xE3069283, crc(DIGITS));
  }

  @Test
  void aRecordIsItsLengthItsBytesAndTheirMaskedSums() {
    ByteBuffer framed = RecordFile.framed(DIGITS);
    byte[] bytes = new byte[framed.remaining()];
    framed.get(bytes);
    // Length 9, its sum, the digits, and of their sum e3069283 the mask: turned right by 15, plus
    // a282ead8.
    String expected = "0900000000000000" + "37f97139" + "313233343536373839" + "e5b08ac7";
    assertEquals(expected, HexFormat.of().formatHex(bytes));
    assertEquals(0xC78AB0E5, (0xE3069283 >>> 15 | 0xE3069283 << 17) + 0xA282EAD8);
  }

  @Test
  void recordsAreAddedBehindThoseThatAreThere() throws IOException {
    Path file = folder.resolve("records");
    RecordFile.append(file, List.of(DIGITS));
    byte[] first = Files.readAllBytes(file);
    RecordFile.append(file, List.of(new byte[0], DIGITS));
    byte[] all = Files.readAllBytes(file);
    assertEquals(2 * first.length + 16, all.length);
    assertArrayEquals(first, Arrays.copyOf(all, first.length));
    assertArrayEquals(first, Arrays.copyOfRange(all, first.length + 16, all.length));
  }
}
