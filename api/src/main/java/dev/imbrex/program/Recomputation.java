package dev.imbrex.program;

import dev.imbrex.op.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Trades time for memory: of what the forward pass computes only some is kept for the backward
 * pass, which computes the rest again when it comes to it. T. Chen, B. Xu, C. Zhang, C. Guestrin:
 * "Training deep nets with sublinear memory cost", 2016.
 *
 * <p>The forward pass is cut into segments where little is alive, such as behind a residual block.
 * What is alive at a cut is kept, and so is the last segment; of every other segment the nodes that
 * the backward pass needs are repeated just before it needs the first of them. They are the same
 * ops on the same values, random numbers included, so results have the same bits. How many segments
 * there are is what gives the smallest peak and, among those, holds the least.
 *
 * <p>Works before fusion and after common subexpressions, which would undo it.
 */
public final class Recomputation {
  private static final int MOST_SEGMENTS = 32;

  /** What is smaller than this part of all that is held, such as statistics, is always kept. */
  private static final int SMALL = 1000;

  /** Peaks that differ by less than this share are alike. */
  private static final double SAME = 0.01;

  private final Program program;
  private final Liveness liveness;
  private final int forward;
  private final int end;
  private final Map<Integer, Program.Node> makers = new HashMap<>();

  /** By value, the last node of the forward pass that reads it. */
  private final Map<Integer, Integer> forwardUses = new HashMap<>();

  /** By node, the bytes of its results that the backward pass needs. */
  private final long[] heldBytes;

  /** By node, the bytes that the forward pass needs behind it. */
  private final long[] cutBytes;

  private long small;

  private Recomputation(Program program, int forward) {
    this.program = program;
    this.liveness = Liveness.of(program);
    this.forward = forward;
    this.end = liveness.end(forward);
    this.heldBytes = new long[end + 1];
    this.cutBytes = new long[end + 1];
    program.nodes().forEach(n -> n.outputs().forEach(v -> makers.put(v.id(), n)));
    for (int i = 0; i <= end; i++) {
      for (Value v : program.nodes().get(i).inputs()) {
        forwardUses.put(liveness.root(v).id(), i);
      }
    }
    List<Value> forwards =
        liveness.owners().stream().filter(v -> liveness.definedAt(v) <= end).toList();
    for (Value v : forwards) {
      cutBytes[liveness.definedAt(v)] += v.type().bytes();
      cutBytes[lastForwardUse(v)] -= v.type().bytes();
      small += isHeld(v) ? v.type().bytes() : 0;
    }
    small /= SMALL;
    for (Value v : forwards) {
      heldBytes[liveness.definedAt(v)] += isHeld(v) && !isSmall(v) ? v.type().bytes() : 0;
    }
    for (int i = 1; i <= end; i++) {
      cutBytes[i] += cutBytes[i - 1];
    }
  }

  private boolean isHeld(Value owner) {
    return liveness.lastUse(owner) > end;
  }

  private int lastForwardUse(Value owner) {
    return forwardUses.getOrDefault(owner.id(), liveness.definedAt(owner));
  }

  /**
   * Returns the program with values of its forward pass computed again, where that takes less
   * memory.
   *
   * @param forward the index of the output whose computation ends the forward pass
   * @param later what is done to the program afterwards, such as fusion, which keeps some values
   *     from existing: choices are judged by what becomes of them
   */
  public static Program apply(Program program, int forward, UnaryOperator<Program> later) {
    return new Recomputation(program, forward).best(later);
  }

  private boolean isSmall(Value v) {
    return v.type().bytes() <= small;
  }

  private Program best(UnaryOperator<Program> later) {
    List<Program> choices = new ArrayList<>(List.of(program));
    Set<List<Integer>> tried = new HashSet<>();
    for (int segments = 2; segments <= MOST_SEGMENTS; segments++) {
      List<Integer> cuts = cuts(segments);
      if (!cuts.isEmpty() && tried.add(cuts)) {
        choices.add(rewrite(cuts));
      }
    }
    List<Liveness> lives = choices.stream().map(later).map(Liveness::of).toList();
    long least = lives.stream().mapToLong(Liveness::peak).min().orElse(0);
    // Where the peak is elsewhere, such as where the gradients of many weights are collected, the
    // least that is held is still the best.
    return IntStream.range(0, choices.size())
        .filter(i -> lives.get(i).peak() <= least * (1 + SAME))
        .boxed()
        .min(Comparator.comparingLong(i -> lives.get(i).heldAfter(forward)))
        .map(choices::get)
        .orElse(program);
  }

  /**
   * Returns where to cut, each the index of the last node before a cut: about so many segments that
   * hold equally much, each ended where the least is alive.
   */
  private List<Integer> cuts(int segments) {
    long total = 0;
    for (long b : heldBytes) {
      total += b;
    }
    long budget = total / segments;
    List<Integer> cuts = new ArrayList<>();
    long inSegment = 0;
    int best = -1;
    for (int i = 0; i < end; i++) {
      inSegment += heldBytes[i];
      if (inSegment * 2 >= budget && (best < 0 || cutBytes[i] <= cutBytes[best])) {
        best = i;
      }
      if (inSegment >= budget && best >= 0) {
        cuts.add(best);
        inSegment = 0;
        for (int j = best + 1; j <= i; j++) {
          inSegment += heldBytes[j];
        }
        best = -1;
      }
    }
    return cuts;
  }

  /**
   * Returns the segment in which a value is computed again; -1 if it is kept.
   *
   * @param cuts the index of the last node of each segment but the last
   */
  private int segment(Value v, List<Integer> cuts) {
    Value owner = liveness.root(v);
    int at = liveness.definedAt(owner);
    if (liveness.isFree(owner) || at > end || isSmall(owner)) {
      return -1;
    }
    for (int s = 0; s < cuts.size(); s++) {
      if (at <= cuts.get(s)) {
        return lastForwardUse(owner) > cuts.get(s) ? -1 : s;
      }
    }
    return -1;
  }

  /** Returns for each segment the nodes that the backward pass needs again. */
  private List<Set<Program.Node>> repeated(List<Integer> cuts) {
    List<Set<Program.Node>> all = new ArrayList<>();
    cuts.forEach(c -> all.add(new HashSet<>()));
    Deque<Value> open = new ArrayDeque<>();
    for (Program.Node n : program.nodes().subList(end + 1, program.nodes().size())) {
      open.addAll(n.inputs());
    }
    while (!open.isEmpty()) {
      Value v = open.pop();
      int s = segment(v, cuts);
      Program.Node maker = makers.get(v.id());
      if (s >= 0 && maker != null && all.get(s).add(maker)) {
        open.addAll(maker.inputs());
      }
    }
    return all;
  }

  private Program rewrite(List<Integer> cuts) {
    List<Set<Program.Node>> repeated = repeated(cuts);
    Rewriter r = new Rewriter(program);
    for (Program.Node n : program.nodes().subList(0, end + 1)) {
      r.keep(n);
    }
    Set<Integer> done = new HashSet<>();
    for (Program.Node n : program.nodes().subList(end + 1, program.nodes().size())) {
      for (Value v : n.inputs()) {
        int s = segment(v, cuts);
        if (s >= 0 && done.add(s)) {
          repeat(repeated.get(s), s, cuts, r);
        }
      }
      r.keep(n);
    }
    return r.build();
  }

  /** Emits the nodes of a segment again; from now on their new results are read. */
  private void repeat(Set<Program.Node> nodes, int segment, List<Integer> cuts, Rewriter r) {
    for (Program.Node n : program.nodes().subList(0, end + 1)) {
      if (nodes.contains(n)) {
        r.source(n.source());
        List<Value> again = r.emit(n.op(), r.get(n.inputs()));
        for (int k = 0; k < again.size(); k++) {
          Value old = n.outputs().get(k);
          if (segment(old, cuts) == segment) {
            r.put(old, again.get(k));
          }
        }
      }
    }
  }
}
