package dev.imbrex.data;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * A published file of a data set.
 *
 * @param name what it is called in the data set's folder
 * @param sources where it can be had, the preferred place first
 * @param bytes how long it is
 * @param sha256 its SHA-256 digest, 64 hexadecimal digits
 */
public record RemoteFile(String name, List<URI> sources, long bytes, String sha256) {
  /**
   * Checks the fields.
   *
   * @throws IllegalArgumentException if there is no source or the digest is none
   */
  public RemoteFile {
    sources = List.copyOf(sources);
    sha256 = sha256.toLowerCase(Locale.ROOT);
    if (sources.isEmpty() || bytes < 1 || !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "The published file " + name + " needs a source, a length and a SHA-256 digest.");
    }
  }

  /** Returns the file of a name in each of these folders of the web, whose addresses end in /. */
  static RemoteFile in(List<String> folders, String name, long bytes, String sha256) {
    return new RemoteFile(
        name, folders.stream().map(f -> URI.create(f + name)).toList(), bytes, sha256);
  }
}
