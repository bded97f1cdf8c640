package dev.imbrex.opencl.device;

import dev.imbrex.spi.DeviceKind;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What suits a device, as far as that can be told without measuring: one row per class of device,
 * the first that fits counts.
 *
 * @param why the row's name, for people
 * @param localTiles whether matrix products share tiles in local memory, or keep them in registers
 *     without a barrier
 * @param workGroup work-items of a group in kernels that do not cooperate
 * @param cooperating work-items of a group in kernels that combine their results in local memory
 */
public record Traits(String why, boolean localTiles, int workGroup, int cooperating) {

  /** What a row looks at. */
  record Facts(DeviceKind kind, String vendor, String platform, boolean ownLocalMemory) {
    boolean vendorIs(String part) {
      return vendor.toLowerCase(Locale.ROOT).contains(part);
    }
  }

  private record Row(Predicate<Facts> fits, Traits traits) {}

  private static final List<Row> TABLE =
      List.of(
          // A work-item of a CPU is a loop over vectors; barriers make the compiler split that
          // loop.
          new Row(f -> f.kind() == DeviceKind.CPU, new Traits("CPU", false, 64, 1)),
          new Row(f -> f.platform().equals("Oclgrind"), new Traits("simulator", true, 16, 16)),
          new Row(f -> f.vendorIs("nvidia"), new Traits("NVIDIA GPU", true, 128, 128)),
          new Row(
              f -> f.vendorIs("amd") || f.vendorIs("advanced micro"),
              new Traits("AMD GPU", true, 64, 64)),
          new Row(
              f -> f.kind() == DeviceKind.GPU && f.vendorIs("intel"),
              new Traits("Intel GPU", true, 64, 64)),
          new Row(
              f -> !f.ownLocalMemory(), new Traits("no local memory of its own", false, 64, 16)),
          new Row(f -> true, new Traits("any other", true, 64, 64)));

  /** Returns what suits a device. */
  static Traits of(Facts facts) {
    return TABLE.stream().filter(r -> r.fits.test(facts)).findFirst().orElseThrow().traits;
  }

  /** Returns these traits for a device whose groups have at most so many work-items. */
  Traits within(int workGroupSize, long localBytes) {
    int most = Integer.highestOneBit(Math.max(1, workGroupSize));
    // The kernels that cooperate keep at most four words per work-item in local memory.
    int share = (int) Math.min(most, Math.max(1, Long.highestOneBit(localBytes / 16)));
    return new Traits(
        why,
        localTiles && localBytes >= 1024 && workGroupSize >= 16,
        Math.min(workGroup, most),
        Math.min(cooperating, share));
  }
}
