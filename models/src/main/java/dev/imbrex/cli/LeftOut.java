package dev.imbrex.cli;

import dev.imbrex.data.DataException;
import java.util.List;

/** Tells which pictures {@code --skip-bad} has left out. */
final class LeftOut {
  private static final int NAMED = 5;

  private LeftOut() {}

  /** Counts them and names the first few. */
  static void tell(Output out, List<DataException> leftOut) {
    if (leftOut.isEmpty()) {
      return;
    }
    List<String> reasons = leftOut.stream().map(DataException::getMessage).toList();
    out.say(
        "%,d %s left out that can not be read:",
        reasons.size(), reasons.size() == 1 ? "picture" : "pictures");
    for (String reason : reasons.subList(0, Math.min(NAMED, reasons.size()))) {
      out.say("  %s", reason);
    }
    if (reasons.size() > NAMED) {
      out.say("  … and %,d more", reasons.size() - NAMED);
    }
    out.event("left_out", "count", reasons.size(), "reasons", reasons);
  }
}
