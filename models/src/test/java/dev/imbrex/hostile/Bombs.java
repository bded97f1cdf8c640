package dev.imbrex.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Zeros, compressed to a thousandth of what they become. */
final class Bombs {
  private static final Map<String, byte[]> MADE = new ConcurrentHashMap<>();

  private Bombs() {}

  /** Returns so many mebibytes of zeros as gzip. */
  static byte[] gzip(int megabytes) {
    return MADE.computeIfAbsent("gzip " + megabytes, k -> compressed(megabytes, true));
  }

  /** Returns so many mebibytes of zeros in the format of zlib. */
  static byte[] zlib(int megabytes) {
    return MADE.computeIfAbsent("zlib " + megabytes, k -> compressed(megabytes, false));
  }

  /** Returns bytes as gzip. */
  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] compressed(int megabytes, boolean gzip) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] zeros = new byte[1 << 20];
    try (OutputStream to = gzip ? new GZIPOutputStream(out) : new DeflaterOutputStream(out)) {
      for (int i = 0; i < megabytes; i++) {
        to.write(zeros);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
