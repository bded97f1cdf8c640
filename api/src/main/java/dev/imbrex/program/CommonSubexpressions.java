package dev.imbrex.program;

import dev.imbrex.op.Op;
import dev.imbrex.op.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Computes once what a program computes several times: the same op of the same values. */
public final class CommonSubexpressions {
  private CommonSubexpressions() {}

  private record Key(Op op, List<Value> inputs) {}

  /** Returns the program without repetitions. */
  public static Program apply(Program program) {
    Rewriter r = new Rewriter(program);
    Map<Key, List<Value>> seen = new HashMap<>();
    for (Program.Node n : program.nodes()) {
      Key key = new Key(n.op(), r.get(n.inputs()));
      List<Value> known = seen.get(key);
      if (known != null) {
        r.put(n.outputs(), known);
      } else {
        r.keep(n);
        seen.put(key, r.get(n.outputs()));
      }
    }
    return r.build();
  }
}
