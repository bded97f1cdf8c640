package dev.imbrex.kernels;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The kernel families there are, and their sources. */
public final class KernelCatalogue {
  private final List<KernelFamily> families;

  private KernelCatalogue(List<KernelFamily> families) {
    this.families = families;
  }

  /** Returns the catalogue of the sources in this artifact. */
  public static KernelCatalogue standard() {
    return new KernelCatalogue(StandardFamilies.all());
  }

  /** Returns all families. */
  public List<KernelFamily> families() {
    return families;
  }

  /**
   * Returns a family.
   *
   * @throws IllegalArgumentException if there is none of this name; the message lists those there
   *     are
   */
  public KernelFamily family(String name) {
    return families.stream()
        .filter(family -> family.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no kernel family %s; there are %s."
                        .formatted(name, families.stream().map(KernelFamily::name).toList())));
  }

  /** Returns the source to build: what stands before every family, then the family's own file. */
  public String source(KernelFamily family) {
    return resource("prelude.cl") + "\n" + resource(family.name() + ".cl");
  }

  /**
   * Returns the source to build of a family that calls functions which are generated for a use of
   * it, such as an activation: they stand between the common part and the family's own.
   */
  public String source(KernelFamily family, String generated) {
    return generated.isEmpty()
        ? source(family)
        : resource("prelude.cl") + "\n" + generated + "\n" + resource(family.name() + ".cl");
  }

  private static String resource(String file) {
    try (InputStream in =
        Objects.requireNonNull(
            KernelCatalogue.class.getResourceAsStream(file),
            () -> file + " is missing from the jar")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the kernel source " + file + ".", e);
    }
  }
}
