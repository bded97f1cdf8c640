package dev.imbrex.kernels;

import java.util.List;

/**
 * A macro that a kernel family is built with.
 *
 * @param macro its name in the source
 * @param meaning what it sets, as a phrase
 * @param values what it may be, ascending
 * @param standard the value for a device of which nothing is known
 */
public record KernelParameter(String macro, String meaning, List<Integer> values, int standard) {
  public KernelParameter {
    values = List.copyOf(values);
    if (!values.contains(standard)) {
      throw new IllegalArgumentException(
          "The standard value of "
              + macro
              + " must be one of "
              + values
              + ", but is "
              + standard
              + ".");
    }
  }
}
