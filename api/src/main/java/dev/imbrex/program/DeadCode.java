package dev.imbrex.program;

import dev.imbrex.op.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Leaves out nodes on which no output depends. */
public final class DeadCode {
  private DeadCode() {}

  /** Returns the program without dead nodes; its inputs stay, used or not. */
  public static Program apply(Program program) {
    Set<Integer> live = new HashSet<>();
    program.outputs().forEach(v -> live.add(v.id()));
    List<Program.Node> kept = new ArrayList<>();
    for (int i = program.nodes().size() - 1; i >= 0; i--) {
      Program.Node n = program.nodes().get(i);
      if (n.outputs().stream().map(Value::id).anyMatch(live::contains)) {
        n.inputs().forEach(v -> live.add(v.id()));
        kept.add(n);
      }
    }
    Collections.reverse(kept);
    return new Program(program.inputs(), kept, program.outputs(), program.updatesInPlace());
  }
}
