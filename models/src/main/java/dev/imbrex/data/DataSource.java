package dev.imbrex.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A data set that can be asked for by name. */
public interface DataSource {
  /** Returns the name people choose it by, such as {@code mnist}. */
  String name();

  /** Returns what it is, in half a line. */
  String description();

  /**
   * Returns its pictures.
   *
   * @param folder where its files are; if empty, a folder of its name in the cache folder
   * @throws DataException if a file is missing or damaged; says which files to put where
   */
  Pictures load(Part part, Optional<Path> folder);

  /**
   * Returns which of its published files are not there yet; nothing for a data set that is not
   * published, or not needed because its pictures are there in another form.
   *
   * @param folder as for {@link #load}
   */
  default List<RemoteFile> lacking(Optional<Path> folder) {
    return List.of();
  }
}
