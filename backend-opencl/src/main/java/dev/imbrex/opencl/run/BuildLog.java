package dev.imbrex.opencl.run;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is worth showing of what an OpenCL compiler said. */
final class BuildLog {
  private static final int MOST_LINES = 12;

  /** A place as compilers write it: {@code name:line:column:} or {@code name(line):}. */
  private static final Pattern PLACE =
      Pattern.compile("(?:^|[^\\d]):(\\d+):\\d+:|\\((\\d+)\\)\\s*:");

  private BuildLog() {}

  /** Returns the first errors, and below the first of them the line of the source that it names. */
  static String excerpt(String log, String source) {
    List<String> lines = log.lines().filter(l -> !l.isBlank()).toList();
    List<String> errors =
        lines.stream().filter(l -> l.toLowerCase(Locale.ROOT).contains("error")).toList();
    List<String> shown = errors.isEmpty() ? lines : errors;
    StringBuilder s = new StringBuilder();
    for (String line : shown.subList(0, Math.min(MOST_LINES, shown.size()))) {
      s.append(s.length() == 0 ? "" : "\n").append(line);
      if (line == shown.get(0)) {
        s.append(sourceLine(line, source));
      }
    }
    if (shown.size() > MOST_LINES) {
      s.append("\n… and ").append(shown.size() - MOST_LINES).append(" more lines");
    }
    return s.toString();
  }

  /**
   * Whether the compiler lost a file of its own, which LLVM removes when a signal comes, be it one
   * that means nothing bad to the JVM: the next time it may not.
   */
  static boolean blamesFiles(String log) {
    return log.contains("unable to rename temporary");
  }

  private static String sourceLine(String message, String source) {
    Matcher m = PLACE.matcher(message);
    if (!m.find()) {
      return "";
    }
    int number = Integer.parseInt(m.group(1) != null ? m.group(1) : m.group(2));
    List<String> lines = source.lines().toList();
    return number < 1 || number > lines.size()
        ? ""
        : "\n  line " + number + ": " + lines.get(number - 1).strip();
  }
}
