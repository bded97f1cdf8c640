package dev.imbrex.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * JSON (RFC 8259) as plain Java values: {@code Map<String, Object>} in the order of the text,
 * {@code List<Object>}, {@code String}, {@code Boolean}, {@code Long} for whole numbers and {@code
 * Double} for others.
 *
 * <p>Reading is strict, and bounded in depth, length and number of values. There is no {@code
 * null}: what is not there is left out. Numbers read back are those written, bit for bit; NaN and
 * infinities do not exist in JSON.
 */
public final class Json {
  /** The longest text that is read, in bytes. */
  public static final int MAX_BYTES = 16 << 20;

  /** How deep lists and maps may be nested. */
  public static final int MAX_DEPTH = 64;

  /** The largest number of values in a text, maps and lists included. */
  public static final int MAX_VALUES = 1_000_000;

  private Json() {}

  /**
   * Returns the value that a text stands for.
   *
   * @param what what the text is, such as a file's name, for error messages
   * @throws ModelFormatException if it is not valid JSON or too large; says where
   */
  public static Object parse(String what, String text) {
    return new JsonReader(what, text).read();
  }

  /** Returns the map that a text stands for; another value is refused too. */
  @SuppressWarnings("unchecked") // the reader makes maps with texts as keys
  public static Map<String, Object> parseMap(String what, String text) {
    Object value = parse(what, text);
    if (!(value instanceof Map)) {
      throw new ModelFormatException(
          what + " must be a JSON object, {\"name\": value, …}, but is another value.");
    }
    return (Map<String, Object>) value;
  }

  /** Returns the map that bytes in UTF-8 stand for. */
  public static Map<String, Object> parseMap(String what, byte[] utf8) {
    if (utf8.length > MAX_BYTES) {
      throw tooLong(what);
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(utf8);
      return parseMap(what, StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      throw new ModelFormatException(what + " is not text in UTF-8.", e);
    }
  }

  /**
   * Returns the map in a file.
   *
   * @throws ModelFormatException if it is not valid JSON or too large; says where
   * @throws UncheckedIOException if it can not be read
   */
  public static Map<String, Object> read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      return parseMap(file.toString(), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("Can not read " + file + ": " + e, e);
    }
  }

  private static ModelFormatException tooLong(String what) {
    return new ModelFormatException(
        what + " is longer than the " + MAX_BYTES + " bytes of JSON that are read at most.");
  }

  /**
   * Returns a value as indented text with a line feed at the end.
   *
   * @throws IllegalArgumentException if it holds something that JSON has not
   */
  public static String text(Object value) {
    return new JsonWriter(true).write(value) + "\n";
  }

  /** Returns a value as text on one line, without a line feed. */
  public static String line(Object value) {
    return new JsonWriter(false).write(value);
  }
}
