package dev.imbrex.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {
  private static SafeTensors sample() {
    Map<String, HostTensor> t = new LinkedHashMap<>();
    t.put("bool", HostTensor.ofInts(DType.BOOL, Shape.of(3), 1, 0, 1));
    t.put("dense/kernel", HostTensor.of(Shape.of(2, 2), 1.5f, -0f, Float.NaN, 1e-40f));
    t.put("double", HostTensor.ofDoubles(Shape.of(1, 2), Math.PI, Double.NEGATIVE_INFINITY));
    t.put("int", HostTensor.ofInts(Shape.of(2), -1, Integer.MIN_VALUE));
    t.put("step", HostTensor.ofInts(DType.U32, Shape.scalar(), -1));
    return new SafeTensors(t, Map.of("epoch", "3"));
  }

  private static byte[] bytes(SafeTensors s) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    s.writeTo(Channels.newChannel(out));
    return out.toByteArray();
  }

  private static SafeTensors read(byte[] file) throws IOException {
    return new SafeTensorsReader(
            "f", Channels.newChannel(new ByteArrayInputStream(file)), file.length, false)
        .read();
  }

  /** A file as another tool writes it: without checksum. */
  private static byte[] foreign(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private static void assertSame(SafeTensors expected, SafeTensors actual) {
    assertEquals(expected.metadata(), actual.metadata());
    assertEquals(expected.tensors().keySet(), actual.tensors().keySet());
    expected
        .tensors()
        .forEach((k, v) -> assertTrue(v.sameBits(actual.tensors().get(k)), "tensor " + k));
  }

  @Test
  void whatIsWrittenIsReadBackBitForBit() throws IOException {
    assertSame(sample(), read(bytes(sample())));
    SafeTensors empty = new SafeTensors(Map.of(), Map.of());
    assertSame(empty, read(bytes(empty)));
  }

  @Test
  void tensorsLongerThanAChunkAreReadBack() throws IOException {
    float[] many = new float[100_001];
    for (int i = 0; i < many.length; i++) {
      many[i] = i * 0.37f;
    }
    SafeTensors s =
        new SafeTensors(Map.of("many", HostTensor.of(Shape.of(many.length), many)), Map.of());
    assertSame(s, read(bytes(s)));
  }

  @Test
  void theFormatIsThatOfOtherTools() throws IOException {
    byte[] file = foreign("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}  ", 4);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putFloat(file.length - 4, 2.5f);
    assertTrue(read(file).tensors().get("a").sameBits(HostTensor.of(Shape.of(1), 2.5f)));
    byte[] ours = bytes(sample());
    long header = ByteBuffer.wrap(ours).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertEquals(0, header % 8, "numbers are aligned");
    assertEquals('{', ours[8]);
    assertEquals(8 + header + 3 + 4 * 4 + 2 * 8 + 2 * 4 + 4, ours.length);
  }

  @Test
  void halvesAndLongNumbersOfOtherToolsAreReadAsWhatTheyAre() throws IOException {
    String header =
        "{'h':{'dtype':'F16','shape':[7],'data_offsets':[0,14]},"
            + "'b':{'dtype':'BF16','shape':[2],'data_offsets':[14,18]},"
            + "'l':{'dtype':'I64','shape':[1],'data_offsets':[18,26]}}";
    byte[] file = foreign(header.replace('\'', '"'), 26);
    ByteBuffer data =
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(file.length - 26);
    // 1, -2, the largest half, the smallest normal, the smallest, -0 and infinity.
    for (int bits : new int[] {0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x8000, 0x7c00}) {
      data.putShort((short) bits);
    }
    data.putShort((short) 0x3f80).putShort((short) 0xc049).putLong(-12345);
    SafeTensors read = read(file);
    HostTensor halves =
        HostTensor.of(Shape.of(7), 1, -2, 65504, 0x1p-14f, 0x1p-24f, -0f, Float.POSITIVE_INFINITY);
    assertTrue(read.tensors().get("h").sameBits(halves), read.tensors().get("h").toString());
    assertTrue(read.tensors().get("b").sameBits(HostTensor.of(Shape.of(2), 1, -3.140625f)));
    assertTrue(read.tensors().get("l").sameBits(HostTensor.ofInts(Shape.of(1), -12345)));
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(file.length - 8, 1L << 40);
    assertTrue(
        assertThrows(ModelFormatException.class, () -> read(file))
            .getMessage()
            .contains("1099511627776"));
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] file = bytes(sample());
    for (int i = 0; i < file.length; i++) {
      byte[] cut = Arrays.copyOf(file, i);
      assertThrows(ModelFormatException.class, () -> read(cut), "cut to " + i + " bytes");
    }
    assertThrows(ModelFormatException.class, () -> read(Arrays.copyOf(file, file.length + 1)));
  }

  @Test
  void everyFlippedBitIsNoticed(@TempDir Path dir) throws IOException {
    byte[] file = bytes(sample());
    Path path = dir.resolve("flipped.safetensors");
    for (int i = 0; i < file.length * 8; i++) {
      byte[] flipped = file.clone();
      flipped[i / 8] ^= (byte) (1 << i % 8);
      Files.write(path, flipped);
      assertThrows(
          ModelFormatException.class, () -> SafeTensors.readChecked(path), "bit " + i + " flipped");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':{'dtype':'I8','shape':[4],'data_offsets':[0,4]}} | 4 | only F16",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}} | 4 | not what F32[2] takes",
        "{'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0]}} | 0 | shape [0]",
        "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}} | 4 | shape [-1]",
        "{'a':{'dtype':'F32','shape':[1.0],'data_offsets':[0,4]}} | 4 | whole numbers",
        "{'a':{'dtype':'F32','shape':[1,1,1,1,1,1,1,1,1],'data_offsets':[0,4]}} | 4 | at most 8",
        "{'a':{'dtype':'F32','shape':[2147483647,2147483647,2147483647],'data_offsets':[0,4]}} | 4"
            + " | 2^63",
        "{'a':{'dtype':'F32','shape':[1073741824],'data_offsets':[0,4294967296]}} | 4 | 2^31",
        "{'a':{'dtype':'F32','shape':[100000000],'data_offsets':[0,400000000]}} | 4 | cut short",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | 8 | behind a gap",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}} | 4 | growing",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[-4,0]}} | 4 | growing",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 8 | too long",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
            + "'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}} | 12 | inside the tensor",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
            + "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 4 | occurs twice",
        "{'a':{'dtype':'F32','shape':[1]}} | 4 | exactly dtype",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4],'x':1}} | 4 | exactly dtype",
        "{'a':[]} | 0 | JSON object",
        "{'__metadata__':{'a':1}} | 0 | needs a text",
        "[] | 0 | must be a JSON object",
        "{'a':{'dtype':'BOOL','shape':[1],'data_offsets':[0,1]}} | 1 | element 7"
      })
  void malformedHeadersAreRefused(String header, int dataBytes, String reason) {
    byte[] file = foreign(header.replace('\'', '"'), dataBytes);
    if (reason.contains("element")) {
      file[file.length - 1] = 7;
    }
    ModelFormatException e = assertThrows(ModelFormatException.class, () -> read(file));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertTrue(e.getMessage().length() < 600, "one sentence");
  }

  @Test
  void theLengthOfTheHeaderIsBounded() {
    for (long length : List.of(0L, 1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, 17L << 20)) {
      byte[] file = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
      assertThrows(ModelFormatException.class, () -> read(file), "length " + length);
    }
  }

  @Test
  void aCheckedFileNeedsItsChecksum(@TempDir Path dir) throws IOException {
    Path path = dir.resolve("f.safetensors");
    Files.write(
        path, foreign("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4));
    assertEquals(1, SafeTensors.read(path).tensors().size());
    assertThrows(ModelFormatException.class, () -> SafeTensors.readChecked(path));
  }
}
