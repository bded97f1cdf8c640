package dev.imbrex.io;

import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header of a safetensors file: what lies where.
 *
 * @param entries in the order of their bytes
 */
record SafeTensorsHeader(List<Entry> entries, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";

  /** The metadata entry with the checksum, eight hexadecimal digits. */
  static final String CHECKSUM = "imbrex.crc32c";

  /** Where a tensor lies, in bytes from the end of the header. */
  record Entry(String name, FileType fileType, TensorType type, long begin, long end) {}

  /** Parses the header and checks that its tensors fill {@code dataBytes} exactly. */
  static SafeTensorsHeader parse(String file, byte[] json, long dataBytes) {
    List<Entry> entries = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    Json.parseMap("The header of " + file, json)
        .forEach(
            (name, value) -> {
              if (name.equals(METADATA)) {
                map(file, name, value)
                    .forEach((k, v) -> metadata.put((String) k, text(file, name + " " + k, v)));
              } else {
                entries.add(entry(file, name, map(file, name, value)));
              }
            });
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long at = 0;
    for (Entry e : entries) {
      if (e.begin != at) {
        throw error(
            file,
            e.name,
            "begins at byte "
                + e.begin
                + (e.begin < at ? ", inside the tensor before it" : ", behind a gap")
                + "; expected "
                + at);
      }
      at = e.end;
    }
    if (at != dataBytes) {
      throw new ModelFormatException(
          file
              + " is "
              + (at > dataBytes ? "cut short" : "too long")
              + ": its tensors take "
              + at
              + " bytes behind the header, but there are "
              + dataBytes
              + ".");
    }
    return new SafeTensorsHeader(entries, metadata);
  }

  private static Entry entry(String file, String name, Map<?, ?> fields) {
    if (fields.size() != 3) {
      throw error(file, name, "needs exactly dtype, shape and data_offsets");
    }
    FileType type = type(file, name, text(file, name, fields.get("dtype")));
    Shape shape = shape(file, name, longs(file, name, fields.get("shape")));
    List<Long> offsets = longs(file, name, fields.get("data_offsets"));
    if (offsets.size() != 2 || offsets.get(0) < 0 || offsets.get(1) < offsets.get(0)) {
      throw error(file, name, "needs data_offsets as two growing numbers, but has " + offsets);
    }
    long bytes = offsets.get(1) - offsets.get(0);
    // Divide, since the product may overflow.
    if (bytes % type.bytes() != 0 || bytes / type.bytes() != shape.size()) {
      throw error(
          file, name, "has " + bytes + " bytes, which is not what " + type + shape + " takes");
    }
    if (shape.size() > (Integer.MAX_VALUE - 8) / type.dtype().bytes()) {
      throw error(
          file, name, "has more than the 2^31 - 9 bytes that a tensor on the host can have");
    }
    return new Entry(
        name, type, new TensorType(type.dtype(), shape), offsets.get(0), offsets.get(1));
  }

  private static FileType type(String file, String name, String text) {
    for (FileType t : FileType.values()) {
      if (t.name().equals(text)) {
        return t;
      }
    }
    throw error(
        file,
        name,
        "has the type "
            + text
            + "; only F16, BF16, F32, F64, I32, I64, U32 and BOOL are read, so convert it");
  }

  private static Shape shape(String file, String name, List<Long> dims) {
    int[] d = new int[dims.size()];
    for (int i = 0; i < d.length; i++) {
      long extent = dims.get(i);
      if (extent < 1 || extent > Integer.MAX_VALUE) {
        throw error(file, name, "has the shape " + dims + ", which is not possible here");
      }
      d[i] = (int) extent;
    }
    try {
      return Shape.of(d);
    } catch (ShapeException e) {
      throw new ModelFormatException(
          "The tensor \"" + name + "\" in " + file + " has no valid shape: " + e.getMessage(), e);
    }
  }

  private static Map<?, ?> map(String file, String name, Object value) {
    if (!(value instanceof Map)) {
      throw error(file, name, "must be a JSON object");
    }
    return (Map<?, ?>) value;
  }

  private static String text(String file, String name, @Nullable Object value) {
    if (!(value instanceof String)) {
      throw error(file, name, "needs a text, but has " + value);
    }
    return (String) value;
  }

  private static List<Long> longs(String file, String name, @Nullable Object value) {
    List<Long> out = new ArrayList<>();
    if (!(value instanceof List)) {
      throw error(file, name, "needs a list of whole numbers, but has " + value);
    }
    for (Object o : (List<?>) value) {
      if (!(o instanceof Long)) {
        throw error(file, name, "needs a list of whole numbers, but has " + value);
      }
      out.add((Long) o);
    }
    return out;
  }

  private static ModelFormatException error(String file, String name, String problem) {
    return new ModelFormatException(
        "The tensor \"" + shortened(name) + "\" in " + file + " " + shortened(problem) + ".");
  }

  /** Names and values in a damaged file may be as long as its header. */
  private static String shortened(String s) {
    return s.length() <= 200 ? s : s.substring(0, 197) + "...";
  }
}
