package dev.imbrex.program;

import dev.imbrex.op.Crop;
import dev.imbrex.op.Reshape;
import dev.imbrex.op.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From where to where the values of a program are needed, in the order of its nodes, and how much
 * memory that takes at least.
 *
 * <p>A reshape, and a contiguous piece of a value, is a view: it takes no memory and keeps alive
 * what it is a view of. Inputs and outputs have memory of their own and count nothing.
 */
public final class Liveness {
  private final Map<Integer, Value> roots = new HashMap<>();
  private final Map<Integer, Integer> definedAt = new HashMap<>();
  private final Map<Integer, Integer> lastUse = new HashMap<>();
  private final Set<Integer> free = new HashSet<>();
  private final List<Value> owners = new ArrayList<>();
  private final Program program;

  private Liveness(Program program) {
    this.program = program;
    for (Value v : program.inputs()) {
      roots.put(v.id(), v);
      free.add(v.id());
    }
    for (int i = 0; i < program.nodes().size(); i++) {
      Program.Node n = program.nodes().get(i);
      for (Value v : n.inputs()) {
        lastUse.put(root(v).id(), i);
      }
      boolean view = isView(n);
      for (Value v : n.outputs()) {
        roots.put(v.id(), view ? root(n.inputs().get(0)) : v);
        definedAt.put(v.id(), i);
        if (!view) {
          owners.add(v);
          lastUse.put(v.id(), i);
        }
      }
    }
    program.outputs().forEach(v -> free.add(root(v).id()));
  }

  private static boolean isView(Program.Node n) {
    return n.op() instanceof Reshape
        || (n.op() instanceof Crop c && MemoryPlan.isRun(c, n.inputs().get(0).shape()));
  }

  /** Looks at a program. */
  public static Liveness of(Program program) {
    return new Liveness(program);
  }

  /** Returns the value in whose memory a value lies. */
  Value root(Value v) {
    Value r = roots.get(v.id());
    if (r == null) {
      throw new IllegalArgumentException(v + " is not a value of the program.");
    }
    return r;
  }

  /** Returns whether a value takes no memory besides inputs and outputs. */
  boolean isFree(Value v) {
    return free.contains(root(v).id());
  }

  /** Returns the values that take memory, in the order in which they are computed. */
  List<Value> owners() {
    return owners.stream().filter(v -> !isFree(v)).toList();
  }

  /** Returns the index of the node that computes a value; -1 for an input. */
  int definedAt(Value v) {
    return definedAt.getOrDefault(v.id(), -1);
  }

  /** Returns the index of the last node that reads a value or a view of it. */
  int lastUse(Value owner) {
    return lastUse.getOrDefault(owner.id(), -1);
  }

  /** Returns the index of the node that computes an output; -1 where that is an input. */
  int end(int output) {
    return definedAt(program.outputs().get(output));
  }

  /**
   * Returns how many bytes are held when an output has been computed, for nodes behind it: at the
   * end of the forward pass, if the output is the loss.
   *
   * @param output its index
   */
  public long heldAfter(int output) {
    int at = end(output);
    return owners().stream()
        .filter(v -> definedAt(v) <= at && lastUse(v) > at)
        .mapToLong(v -> v.type().bytes())
        .sum();
  }

  /** Returns the largest number of bytes that are needed at one time, a node's results included. */
  public long peak() {
    long[] change = new long[program.nodes().size() + 1];
    for (Value v : owners()) {
      change[definedAt(v)] += v.type().bytes();
      change[lastUse(v) + 1] -= v.type().bytes();
    }
    return Arena.most(change);
  }
}
