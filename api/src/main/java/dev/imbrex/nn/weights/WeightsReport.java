package dev.imbrex.nn.weights;

import dev.imbrex.nn.Parameter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What of a file fits a model.
 *
 * @param file the file
 * @param convention by whose names it was read
 * @param matched the parameters that are found
 * @param left the others, and why
 * @param unused what is in the file and fits none
 */
public record WeightsReport(
    String file,
    String convention,
    List<Parameter> matched,
    Map<Parameter, String> left,
    List<String> unused) {

  /** Returns how many numbers are found. */
  public long matchedNumbers() {
    return matched.stream().mapToLong(Parameter::size).sum();
  }

  /** Returns the report as text, a line for each thing that does not fit. */
  @Override
  public String toString() {
    long all = matchedNumbers() + left.keySet().stream().mapToLong(Parameter::size).sum();
    StringBuilder s = new StringBuilder();
    s.append(
        String.format(
            Locale.ROOT,
            "weights from %s by the names of %s: %d of %d parameters, %,d of %,d numbers%n",
            file,
            convention,
            matched.size(),
            matched.size() + left.size(),
            matchedNumbers(),
            all));
    left.forEach(
        (p, why) -> s.append(String.format("  left as it begins: %s (%s)%n", p.name(), why)));
    if (!unused.isEmpty()) {
      s.append(
          String.format(
              "  not used: %d in the file, %s%n", unused.size(), WeightsFile.few(unused)));
    }
    return s.toString();
  }
}
