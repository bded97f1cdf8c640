package dev.imbrex.conformance;

import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.conformance.check.Part;
import dev.imbrex.io.Json;
import dev.imbrex.spi.DeviceInfo;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** What the kit found out about a device: its sheet, the matrix of ops, and what is wrong. */
public record ConformanceReport(
    DeviceInfo device,
    CheckOptions options,
    List<CheckResult> results,
    LocalDate date,
    OptionalDouble imagesPerSecond) {
  private static final Set<Part> OPS =
      EnumSet.of(Part.EXACT, Part.REAL, Part.SPECIAL, Part.GRADIENT, Part.IMPLEMENTATION);

  public ConformanceReport {
    results = List.copyOf(results);
  }

  /** Returns this report with how fast the device trains. */
  public ConformanceReport withImagesPerSecond(double rate) {
    return new ConformanceReport(device, options, results, date, OptionalDouble.of(rate));
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
    s.append("# Conformance of ").append(DeviceSheet.cell(device.name())).append("\n\n");
    s.append(summary()).append("\n\n## Device\n\n| | |\n| --- | --- |\n");
    DeviceSheet sheet = new DeviceSheet(this);
    sheet
        .lines()
        .forEach(
            (k, v) ->
                s.append("| ").append(k).append(" | ").append(DeviceSheet.cell(v)).append(" |\n"));
    if (options.only().isEmpty()) {
      s.append("\nFor the table in docs/devices.md, with your name:\n\n```\n")
          .append(sheet.tableLine())
          .append("\n```\n");
    }
    if (!passed()) {
      s.append("\n## What is wrong\n\n");
      failures().forEach(f -> s.append("- ").append(f.replace("\n", " ")).append('\n'));
    }
    s.append("\n## Ops\n\nWorst is the largest error over what ")
        .append("docs/spec/ops.md allows; 0 where results have to be exact.\n\n")
        .append(
            "| op | runs | cases | exact | real | special | gradient | each implementation | worst |\n")
        .append("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    matrix().values().forEach(row -> s.append(row.toMarkdown()));
    s.append("\n## Everything else\n\n| part | what | rules | |\n| --- | --- | --- | --- |\n");
    for (CheckResult r : results) {
      if (!OPS.contains(r.part())) {
        s.append(
            String.format(
                "| %s | %s | %s | %s |%n",
                r.part().label(),
                DeviceSheet.cell(r.subject()),
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
    m.put("device", new LinkedHashMap<>(new DeviceSheet(this).lines()));
    m.put("cases", cases());
    imagesPerSecond.ifPresent(v -> m.put("images_per_second", v));
    m.put("seed", options.seed());
    m.put("checks", results.stream().map(r -> r.toJson("check")).toList());
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
}
