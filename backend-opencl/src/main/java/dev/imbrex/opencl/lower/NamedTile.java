package dev.imbrex.opencl.lower;

import dev.imbrex.kernels.KernelNeeds;
import dev.imbrex.opencl.device.ClDevice;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tile that has a name, and into how many parts k is split: {@code registers-8x16x2} for tiles of
 * 8 rows of 2 vectors of 16, {@code local-128x64x16-8x4} for tiles of 128x64 with 16 of k at a time
 * and 8x4 results per work-item, {@code float16-...} for the same with factors of 16 bits, either
 * with {@code -s12} behind it for 12 parts. With its name all is fixed that changes a bit of the
 * result.
 *
 * @param split parts of k where a product is split at all, 0 where the shape decides
 */
record NamedTile(ProductTile tile, int split) {
  static final String REGISTERS = "registers";
  static final String LOCAL = "local";

  /** Tiles in local memory whose factors are rounded to 16 bits. */
  static final String FLOAT16 = "float16";

  private static final Pattern IN_REGISTERS =
      Pattern.compile(REGISTERS + "-(\\d{1,4})x(\\d{1,4})x(\\d{1,4})(?:-s(\\d{1,6}))?");

  private static final Pattern IN_LOCAL_MEMORY =
      Pattern.compile(
          ("(" + LOCAL + "|" + FLOAT16 + ")")
              + "-(\\d{1,4})x(\\d{1,4})x(\\d{1,4})-(\\d{1,4})x(\\d{1,4})(?:-s(\\d{1,6}))?");

  /** Returns the tile of a name for a product, if the kernels and the device have it. */
  static Optional<NamedTile> parse(String name, Product p, ClDevice device) {
    Matcher r = IN_REGISTERS.matcher(name);
    if (r.matches()) {
      PrivateTile tile = new PrivateTile(number(r, 1), number(r, 2), number(r, 3));
      return isThere(tile, device) ? Optional.of(new NamedTile(tile, number(r, 4))) : none();
    }
    Matcher l = IN_LOCAL_MEMORY.matcher(name);
    if (!l.matches()) {
      return none();
    }
    for (int loadA : new int[] {4, 1}) {
      for (int loadB : new int[] {4, 1}) {
        LocalTile tile =
            new LocalTile(
                    number(l, 2),
                    number(l, 3),
                    number(l, 4),
                    number(l, 5),
                    number(l, 6),
                    loadA,
                    loadB,
                    l.group(1).equals(FLOAT16))
                .forOperands(p);
        if (isThere(tile, device)) {
          return Optional.of(new NamedTile(tile, number(l, 7)));
        }
      }
    }
    return none();
  }

  private static Optional<NamedTile> none() {
    return Optional.empty();
  }

  private static int number(Matcher m, int group) {
    String digits = m.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  /** Returns whether the catalogue has such kernels and the device takes their groups. */
  private static boolean isThere(ProductTile tile, ClDevice device) {
    try {
      KernelNeeds needs = Families.family(tile.family()).choose(tile.macros()).needs();
      Families.family("gemm_prepare").choose(Map.of("PANEL", tile.columns()));
      return needs.refusal(device.workGroupSize(), device.localBytes()).isEmpty();
    } catch (IllegalArgumentException | ArithmeticException e) {
      return false; // a parameter or a rule of the family says no
    }
  }

  /** Returns the name. */
  String text() {
    return tile.text() + (split > 0 ? "-s" + split : "");
  }
}
