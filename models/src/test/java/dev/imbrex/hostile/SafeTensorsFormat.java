package dev.imbrex.hostile;

import dev.imbrex.io.SafeTensors;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Tensors, with the checksum of this library and without. */
final class SafeTensorsFormat implements Format {
  private static final String[] TYPES = {
    "F32", "F64", "I32", "U32", "BOOL", "F16", "BF16", "I64", "I8", "", "f32", "F32\\u0000"
  };

  @Override
  public String name() {
    return "safetensors";
  }

  @Override
  public String named() {
    return "hostile.safetensors";
  }

  @Override
  public List<byte[]> samples() {
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
            + "\"b\":{\"dtype\":\"BOOL\",\"shape\":[4],\"data_offsets\":[24,28]},"
            + "\"__metadata__\":{\"k\":\"v\"}}";
    // Without the checksum damage goes deeper.
    return List.of(file(header, 28), own(), file(header, 28));
  }

  static byte[] own() {
    return bytes(
        new SafeTensors(
            Map.of(
                "kernel",
                HostTensor.of(Shape.of(2, 2), 1, 2, 3, 4),
                "flags",
                HostTensor.ofInts(DType.BOOL, Shape.of(3), 1, 0, 1)),
            Map.of("epoch", "3")));
  }

  static byte[] bytes(SafeTensors tensors) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      tensors.writeTo(Channels.newChannel(out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] file(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  @Override
  public byte[] attack(Random r) {
    List<String> entries = new ArrayList<>();
    long at = 0;
    for (int n = r.nextInt(5); n >= 0; n--) {
      List<String> shape = new ArrayList<>();
      long size = 1;
      for (int d = r.nextInt(r.nextInt(20) == 0 ? 2000 : 5); d > 0; d--) {
        long extent = r.nextInt(3) == 0 ? Mutations.number(r) : 1 + r.nextInt(4);
        size *= extent;
        shape.add(Long.toString(extent));
      }
      long begin = r.nextInt(6) == 0 ? Mutations.number(r) : at;
      // Products that overflow to what the offsets say, among others.
      long end = r.nextInt(6) == 0 ? Mutations.number(r) : begin + 4 * size;
      at = r.nextInt(8) == 0 ? at - 4 : end;
      entries.add(
          String.format(
              "\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%d,%d]}",
              r.nextInt(6) == 0 ? "__metadata__" : "t" + r.nextInt(4),
              r.nextInt(3) == 0 ? TYPES[r.nextInt(TYPES.length)] : "F32",
              String.join(",", shape),
              begin,
              end));
    }
    byte[] file = file("{" + String.join(",", entries) + "}", (int) Math.floorMod(at, 4096L));
    if (r.nextInt(10) == 0) {
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(Mutations.number(r));
    }
    return file;
  }

  @Override
  public void read(Path folder, byte[] file) throws IOException {
    Path path = folder.resolve(named());
    Files.write(path, file);
    SafeTensors.read(path);
  }
}
