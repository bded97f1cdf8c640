package dev.imbrex.opencl.fault;

import dev.imbrex.opencl.driver.ClStatus;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What became of each failure, by method and code, then by the use that failed. */
final class FaultTable {
  private final Map<String, Map<Integer, Map<Integer, String>>> outcomes = new TreeMap<>();

  void put(String method, int code, int use, String outcome) {
    outcomes
        .computeIfAbsent(method, m -> new TreeMap<>())
        .computeIfAbsent(code, c -> new TreeMap<>())
        .put(use, outcome);
  }

  Set<String> methods() {
    return outcomes.keySet();
  }

  int cells() {
    return outcomes.values().stream()
        .flatMap(codes -> codes.values().stream())
        .mapToInt(Map::size)
        .sum();
  }

  String toMarkdown() {
    StringBuilder s = new StringBuilder();
    s.append("# What becomes of a failing call to OpenCL\n\n");
    s.append(cells()).append(" failures.\n\n");
    s.append("| method | code | at use: outcome |\n| --- | --- | --- |\n");
    outcomes.forEach(
        (method, codes) ->
            codes.forEach(
                (code, uses) ->
                    s.append("| ")
                        .append(method)
                        .append(" | ")
                        .append(ClStatus.name(code))
                        .append(" (")
                        .append(code)
                        .append(") | ")
                        .append(
                            uses.entrySet().stream()
                                .map(e -> e.getKey() + ": " + e.getValue())
                                .collect(Collectors.joining("; ")))
                        .append(" |\n")));
    return s.toString();
  }
}
