package dev.imbrex.conformance.command;

import dev.imbrex.conformance.CheckResult;
import dev.imbrex.conformance.ConformanceReport;
import dev.imbrex.conformance.ConformanceRun;
import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.io.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the kit on a device and tells what it found. */
@Command(
    name = "conformance",
    description = "Checks that a device computes the right thing and writes a report about it.",
    mixinStandardHelpOptions = true)
final class ConformanceCommand implements Callable<Integer> {
  private static final int OK = 0;
  private static final int DEVICE_FAILS = 3;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "cpu, reference, opencl, opencl:1 or part of a device's name.")
  private String backend = "";

  @Option(
      names = "--cases",
      paramLabel = "N",
      description = "Cases in exact mode (default: ${DEFAULT-VALUE}).")
  private int cases = CheckOptions.DEFAULT_CASES;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What cases are drawn from (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      description = "One op, such as Conv2d, or one part, such as exact or contract.")
  private String only = "";

  @Option(names = "--small-shapes", description = "Small shapes only, for slow devices.")
  private boolean smallShapes;

  @Option(
      names = "--repeat",
      paramLabel = "CASE",
      description = "Repeats one case, as a failure printed it.")
  private @Nullable String repeat;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Where to write the report, with a line for docs/devices.md: JSON if the name ends so,"
              + " else Markdown.")
  private @Nullable Path report;

  @Option(names = "--json", description = "One JSON object per line instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    CommandSpec s = spec;
    if (s == null) {
      throw new IllegalStateException("picocli sets the specification before it calls.");
    }
    PrintWriter out = s.commandLine().getOut();
    ConformanceReport result;
    try {
      NamedBackend target = new NamedBackend(backend);
      result = run(target, out);
      if (report != null && repeat == null && only.isEmpty() && result.passed()) {
        result = result.withImagesPerSecond(ConformanceRun.imagesPerSecond(target));
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(s.commandLine(), String.valueOf(e.getMessage()), e);
    }
    Path file = report;
    if (file != null) {
      write(file, result);
    }
    out.println(json ? Json.line(end(result)) : result.summary());
    if (file != null && !json) {
      out.println("The report is in " + file + ".");
    }
    out.flush();
    return result.passed() ? OK : DEVICE_FAILS;
  }

  private ConformanceReport run(NamedBackend target, PrintWriter out) {
    String one = repeat;
    return one != null
        ? ConformanceRun.repeat(target, one, r -> show(out, r))
        : ConformanceRun.of(
            target, new CheckOptions(cases, seed, smallShapes, only), r -> show(out, r));
  }

  private void show(PrintWriter out, CheckResult r) {
    if (json) {
      out.println(Json.line(r.toJson("check")));
    } else if (r.cases() > 0 || !r.passed()) {
      // Most ops have one implementation only, and nothing to say about others.
      out.printf(
          Locale.ROOT,
          "%-4s %-14s %-30s %5d cases%s%n",
          r.passed() ? "ok" : "FAIL",
          r.part().label(),
          r.subject(),
          r.cases(),
          r.worst() > 0 ? String.format(Locale.ROOT, ", worst %.3f of its bound", r.worst()) : "");
      r.failures().forEach(f -> out.println("     " + f));
    }
    out.flush();
  }

  private static Map<String, Object> end(ConformanceReport r) {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("event", "end");
    m.put("passed", r.passed());
    m.put("device", r.device().id());
    m.put("checks", r.results().size());
    m.put("cases", r.cases());
    m.put("failures", r.failures());
    return m;
  }

  private static void write(Path file, ConformanceReport r) {
    boolean asJson = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    try {
      Files.writeString(file, asJson ? r.toJson() : r.toMarkdown());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The report can not be written to " + file + "; choose another place.", e);
    }
  }
}
