package dev.imbrex.io;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** Writes one safetensors file. */
final class SafeTensorsWriter {
  private static final int CHUNK = 1 << 16;
  private static final String NO_CHECKSUM = "00000000";

  private final SafeTensors content;

  /** The wider types first, so that every number is aligned. */
  private final List<Map.Entry<String, HostTensor>> order;

  SafeTensorsWriter(SafeTensors content) {
    this.content = content;
    this.order = new ArrayList<>(content.tensors().entrySet());
    order.sort(Comparator.comparing(e -> -FileType.of(e.getValue().type().dtype()).bytes()));
  }

  void writeTo(WritableByteChannel channel) throws IOException {
    // Twice through the data: the checksum stands in front of it.
    CRC32C checksum = new CRC32C();
    write(b -> checksum.update(b), header(NO_CHECKSUM));
    write(
        b -> {
          while (b.hasRemaining()) {
            channel.write(b);
          }
        },
        header(String.format("%08x", checksum.getValue())));
  }

  private byte[] header(String checksum) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put(SafeTensorsHeader.CHECKSUM, checksum);
    metadata.putAll(content.metadata());
    Map<String, Object> header = new LinkedHashMap<>();
    header.put(SafeTensorsHeader.METADATA, metadata);
    long at = 0;
    for (Map.Entry<String, HostTensor> e : order) {
      HostTensor t = e.getValue();
      DType dtype = t.type().dtype();
      long end = at + t.shape().size() * FileType.of(dtype).bytes();
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", dtype.name());
      entry.put("shape", t.shape().toList());
      entry.put("data_offsets", List.of(at, end));
      if (header.put(e.getKey(), entry) != null) {
        throw new IllegalArgumentException("A tensor can not be called " + e.getKey() + ".");
      }
      at = end;
    }
    String json = Json.line(header);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > Json.MAX_BYTES - 8) {
      throw new IllegalArgumentException(
          "The names and texts for a safetensors file take " + bytes.length + " bytes, too many.");
    }
    return (json + " ".repeat((8 - bytes.length % 8) % 8)).getBytes(StandardCharsets.UTF_8);
  }

  /** Takes the bytes of the file, piece by piece. */
  private interface Sink {
    void take(ByteBuffer bytes) throws IOException;
  }

  private void write(Sink sink, byte[] header) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    sink.take(chunk.putLong(header.length).flip());
    sink.take(ByteBuffer.wrap(header));
    for (Map.Entry<String, HostTensor> e : order) {
      DType dtype = e.getValue().type().dtype();
      ByteBuffer data = e.getValue().buffer();
      while (data.hasRemaining()) {
        chunk.clear();
        while (data.hasRemaining() && chunk.remaining() >= 8) {
          if (dtype == DType.BOOL) {
            chunk.put((byte) data.getInt());
          } else if (dtype == DType.F64) {
            chunk.putLong(data.getLong());
          } else {
            chunk.putInt(data.getInt());
          }
        }
        sink.take(chunk.flip());
      }
    }
  }
}
