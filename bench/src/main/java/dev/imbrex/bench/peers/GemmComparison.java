package dev.imbrex.bench.peers;

import dev.imbrex.backend.Backends;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.DeviceInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lets Imbrex and CLBlast multiply the same matrices on one OpenCL device in turns, with the
 * multiply-adds that the device can do at most as a third, and writes down how they compare.
 *
 * <p>Arguments: {@code device=} as {@code -Dimbrex.backend} has it, {@code clblast=} the program
 * {@code bench/peers/clblast/clblast_gemm.c}, compiled, {@code shapes=} separated by commas, {@code
 * rounds=}, {@code seconds=} of a round, {@code folder=} for the page, {@code date=}. The process
 * must have the vector module.
 */
public final class GemmComparison {
  private static final Map<String, String> PRESETS =
      Map.of(
          "device",
          "opencl",
          // A square one, and those to which the convolutions of small networks come down.
          "shapes",
          "1024x1024x1024,6400x16x25,12544x64x576,3136x128x1152,784x256x2304",
          "rounds",
          "9",
          "seconds",
          "1");

  private GemmComparison() {}

  /** Compares. */
  public static void main(String[] args) throws Exception {
    Arguments a = new Arguments(args, PRESETS);
    DeviceInfo device;
    try (Backend b = Backends.select(a.text("device"))) {
      device = b.device();
    }
    if (!device.id().startsWith("opencl:")) {
      throw new IllegalArgumentException(
          device.id() + " is not a device of OpenCL, on which CLBlast could run; set device=.");
    }
    int rounds = a.number("rounds");
    int seconds = a.number("seconds");
    Turns turns = new Turns(rounds, Duration.ofSeconds(seconds));
    List<GemmRow> rows = new ArrayList<>();
    for (String text : a.list("shapes")) {
      GemmShape shape = GemmShape.of(text);
      GemmRow row = new GemmRow(shape);
      turns.run(commands(device, shape, a.text("clblast")), row);
      rows.add(row);
      System.out.println(row.line(shape.toString()));
    }
    GemmReport report = new GemmReport(a.text("date"), device, rounds, seconds, rows);
    Path out =
        Path.of(a.text("folder"), a.text("date") + "-gemm-" + fileName(device.name()) + ".md");
    Files.createDirectories(out.toAbsolutePath().getParent());
    Files.writeString(out, report.markdown());
    System.out.println("Written: " + out);
  }

  private static Map<String, List<String>> commands(
      DeviceInfo device, GemmShape shape, String clblast) {
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put(GemmRow.OURS, java(device.id() + "/" + shape));
    String number = device.id().substring("opencl:".length());
    commands.put(
        GemmRow.CLBLAST,
        List.of(
            clblast,
            number,
            device.name(),
            String.valueOf(shape.m()),
            String.valueOf(shape.n()),
            String.valueOf(shape.k()),
            String.valueOf(shape.products())));
    commands.put(GemmRow.PEAK, java(device.id() + "/" + GemmPeer.LIMIT));
    return commands;
  }

  private static List<String> java(String task) {
    return Launcher.ours(Launcher.home(), true, GemmPeer.class, task);
  }

  /** Returns a device's name as part of the name of a file. */
  static String fileName(String device) {
    return device
        .toLowerCase(Locale.ROOT)
        .replaceAll("\\([^)]*\\)", "")
        .replaceAll("[^a-z0-9]+", "-")
        .replaceAll("^-|-$", "");
  }
}
