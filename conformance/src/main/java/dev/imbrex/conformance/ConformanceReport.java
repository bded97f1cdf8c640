package dev.imbrex.conformance;

import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.conformance.check.Part;
import dev.imbrex.io.Json;
import dev.imbrex.spi.DeviceInfo;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the kit found out about a device: its sheet, the matrix of ops, and what is wrong. */
public record ConformanceReport(
    DeviceInfo device, CheckOptions options, List<CheckResult> results) {
  private static final Set<Part> OPS =
      EnumSet.of(Part.EXACT, Part.REAL, Part.SPECIAL, Part.GRADIENT);

  public ConformanceReport {
    results = List.copyOf(results);
  }

  /** Returns whether nothing is wrong. */
  public boolean passed() {
    return results.stream().allMatch(CheckResult::passed);
  }

  /** Returns what is wrong, one sentence each. */
  public List<String> failures() {
    return results.stream().flatMap(r -> r.failures().stream()).toList();
  }

  /** Returns how many cases were tried. */
  public int cases() {
    return results.stream().mapToInt(CheckResult::cases).sum();
  }

  /** Returns one sentence that says how it went. */
  public String summary() {
    return passed()
        ? String.format(
            Locale.ROOT,
            "%s passes: %,d checks with %,d cases.",
            device.id(),
            results.size(),
            cases())
        : String.format(
            Locale.ROOT,
            "%s fails: %,d of %,d checks; %,d cases in all.",
            device.id(),
            results.stream().filter(r -> !r.passed()).count(),
            results.size(),
            cases());
  }

  /** Returns the report as Markdown. */
  public String toMarkdown() {
    StringBuilder s = new StringBuilder();
    s.append("# Conformance of ").append(cell(device.name())).append("\n\n");
    s.append(summary()).append("\n\n| | |\n| --- | --- |\n");
    sheet()
        .forEach((k, v) -> s.append("| ").append(k).append(" | ").append(cell(v)).append(" |\n"));
    if (!passed()) {
      s.append("\n## What is wrong\n\n");
      failures().forEach(f -> s.append("- ").append(f.replace("\n", " ")).append('\n'));
    }
    s.append("\n## Ops\n\nWorst is the largest error over what ")
        .append("docs/spec/ops.md allows; 0 where results have to be exact.\n\n")
        .append("| op | runs | cases | exact | real | special | gradient | worst |\n")
        .append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    matrix().values().forEach(row -> s.append(row.toMarkdown()));
    s.append("\n## Everything else\n\n| part | what | rules | |\n| --- | --- | --- | --- |\n");
    for (CheckResult r : results) {
      if (!OPS.contains(r.part())) {
        s.append(
            String.format(
                "| %s | %s | %s | %s |%n",
                r.part().label(),
                cell(r.subject()),
                String.join(", ", r.rules()),
                r.passed() ? "pass" : "**FAIL**"));
      }
    }
    return s.toString().replace("\r\n", "\n");
  }

  /** Returns the report as one JSON object. */
  public String toJson() {
    return Json.text(json());
  }

  private Map<String, Object> json() {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("passed", passed());
    m.put("summary", summary());
    m.put("device", new LinkedHashMap<>(sheet()));
    m.put("cases", cases());
    m.put("seed", options.seed());
    m.put("checks", results.stream().map(r -> r.toJson("check")).toList());
    return m;
  }

  /** Returns what is known about the device. */
  private Map<String, String> sheet() {
    Map<String, String> m = new LinkedHashMap<>();
    m.put("device", device.id());
    m.put("name", device.name());
    m.put("vendor", device.vendor());
    m.put("kind", device.kind().name().toLowerCase(Locale.ROOT));
    m.put("memory", String.format(Locale.ROOT, "%,d bytes", device.memoryBytes()));
    m.put("largest buffer", String.format(Locale.ROOT, "%,d bytes", device.maxBufferBytes()));
    m.put("alignment", device.alignmentBytes() + " bytes");
    m.put("version", device.version());
    m.putAll(new TreeMap<>(device.notes()));
    m.put("java", Runtime.version() + " (" + System.getProperty("java.vm.name") + ")");
    m.put(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + ", "
            + System.getProperty("os.arch"));
    m.put(
        "kit",
        options.cases()
            + " exact cases, seed "
            + options.seed()
            + (options.smallShapes() ? ", small shapes" : "")
            + (options.only().isEmpty() ? "" : ", only " + options.only()));
    return m;
  }

  private Map<String, OpRow> matrix() {
    Map<String, OpRow> rows = new LinkedHashMap<>();
    for (CheckResult r : results) {
      if (OPS.contains(r.part())) {
        rows.computeIfAbsent(r.subject(), OpRow::new).add(r);
      }
    }
    return rows;
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}
