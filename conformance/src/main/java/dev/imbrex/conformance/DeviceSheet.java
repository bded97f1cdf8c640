package dev.imbrex.conformance;

import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.spi.DeviceInfo;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What is known about a device and about how it was tested. */
final class DeviceSheet {
  private final ConformanceReport report;

  DeviceSheet(ConformanceReport report) {
    this.report = report;
  }

  /** Returns the sheet, line by line. */
  Map<String, String> lines() {
    DeviceInfo device = report.device();
    Map<String, String> m = new LinkedHashMap<>();
    m.put("device", device.id());
    m.put("name", device.name());
    m.put("vendor", device.vendor());
    m.put("kind", device.kind().name().toLowerCase(Locale.ROOT));
    m.put("memory", String.format(Locale.ROOT, "%,d bytes", device.memoryBytes()));
    m.put("largest buffer", String.format(Locale.ROOT, "%,d bytes", device.maxBufferBytes()));
    m.put("alignment", device.alignmentBytes() + " bytes");
    m.put("driver", device.version());
    m.putAll(new TreeMap<>(device.notes()));
    m.put("java", Runtime.version() + " (" + System.getProperty("java.vm.name") + ")");
    m.put("system", system());
    m.put("date", report.date().toString());
    m.put("imbrex", version());
    m.put("kit", kit());
    m.put("cases", String.format(Locale.ROOT, "%,d", report.cases()));
    m.put("failures", String.format(Locale.ROOT, "%,d", report.failures().size()));
    m.put("LeNet-5 training", speed() + " images/s");
    return m;
  }

  /** Returns the line for the table of docs/devices.md. */
  String tableLine() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s, %,d cases, %s | %s | your name |",
        cell(report.device().name()),
        cell(report.device().version()),
        cell(system()),
        report.date(),
        report.passed() ? "passes" : "fails",
        report.cases(),
        failures(),
        speed());
  }

  private String failures() {
    int n = report.failures().size();
    return n == 1 ? "1 failure" : n + " failures";
  }

  private String speed() {
    return report.imagesPerSecond().isPresent()
        ? String.format(Locale.ROOT, "%,.0f", report.imagesPerSecond().getAsDouble())
        : "not measured";
  }

  private static String system() {
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + ", "
        + System.getProperty("os.arch");
  }

  /** Returns the version of the library, from the jar's manifest where there is one. */
  private static String version() {
    String v = DeviceSheet.class.getPackage().getImplementationVersion();
    return v == null ? "development" : v;
  }

  private String kit() {
    CheckOptions o = report.options();
    return o.cases()
        + " exact cases, seed "
        + o.seed()
        + (o.smallShapes() ? ", small shapes" : "")
        + (o.only().isEmpty() ? "" : ", only " + o.only());
  }

  /** Returns text that fits a cell of a table in Markdown. */
  static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}
