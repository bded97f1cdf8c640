package dev.imbrex.program;

import dev.imbrex.op.Concat;
import dev.imbrex.op.Crop;
import dev.imbrex.op.Op;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationGrad;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.ConvBiasActivationConcat;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Spares the copies where branches of a network are concatenated along their channels, as in
 * Inception modules. Works on both sides of {@link Fusion}:
 *
 * <ul>
 *   <li>Before it, {@link #joinGradients}: where every branch ends with the same activation, whose
 *       gradient needs the branch's result, one gradient is taken of the whole, and cut. Then
 *       nobody but the concatenation reads the branches.
 *   <li>After it, {@link #joinConvolutions}: convolutions that nobody but a concatenation reads
 *       write into its result.
 * </ul>
 */
final class BranchFusion {
  private final Program program;
  private final Map<Integer, List<Program.Node>> users = new HashMap<>();
  private final Map<Integer, Program.Node> makers = new HashMap<>();
  private final Set<Integer> outputs = new HashSet<>();

  private BranchFusion(Program program) {
    this.program = program;
    for (Program.Node n : program.nodes()) {
      n.inputs().forEach(v -> users.computeIfAbsent(v.id(), k -> new ArrayList<>()).add(n));
      n.outputs().forEach(v -> makers.put(v.id(), n));
    }
    program.outputs().forEach(v -> outputs.add(v.id()));
  }

  /** Returns the program with the gradients of concatenated activations taken in one. */
  static Program joinGradients(Program program) {
    return new BranchFusion(program).gradients();
  }

  /**
   * Returns the program with concatenated convolutions as one op.
   *
   * @param isNative says of an op and its input types whether the backend runs it itself
   */
  static Program joinConvolutions(Program program, BiPredicate<Op, List<TensorType>> isNative) {
    return new BranchFusion(program).convolutions(isNative);
  }

  private List<Program.Node> users(Value v) {
    return users.getOrDefault(v.id(), List.of());
  }

  private static boolean isOfChannels(Program.Node n) {
    return n.op() instanceof Concat
        && ((Concat) n.op()).axis() == n.outputs().get(0).shape().rank() - 1
        && n.inputs().size() > 1;
  }

  /**
   * The gradients of the branches of a concatenation.
   *
   * @param whole what they are cuts of
   */
  private record Gradients(Value whole, ActivationGrad op, List<Program.Node> each) {}

  private Program gradients() {
    Map<Program.Node, Program.Node> joined = new HashMap<>();
    Map<Program.Node, Gradients> found = new HashMap<>();
    for (Program.Node n : program.nodes()) {
      Gradients g = isOfChannels(n) ? gradients(n) : null;
      if (g != null) {
        found.put(n, g);
        g.each.forEach(e -> joined.put(e, n));
      }
    }
    if (found.isEmpty()) {
      return program;
    }
    Rewriter r = new Rewriter(program);
    Map<Program.Node, Value> wholes = new HashMap<>();
    for (Program.Node n : program.nodes()) {
      Program.Node concat = joined.get(n);
      if (concat == null) {
        r.keep(n);
        continue;
      }
      Gradients g = Objects.requireNonNull(found.get(concat));
      Value whole = wholes.get(concat);
      if (whole == null) {
        r.source(concat.source());
        Value y = r.get(concat.outputs().get(0));
        whole = r.emit(g.op, List.of(y, r.get(g.whole))).get(0);
        wholes.put(concat, whole);
      }
      Program.Node crop = maker(n.inputs().get(1));
      r.source(n.source());
      r.put(n.outputs().get(0), r.emit(crop.op(), List.of(whole)).get(0));
    }
    return DeadCode.apply(r.build());
  }

  /** Returns the gradients of all operands of a concatenation, if they can be taken in one. */
  private @Nullable Gradients gradients(Program.Node concat) {
    List<Program.Node> each = new ArrayList<>();
    Value whole = null;
    Op op = null;
    int at = 0;
    for (Value y : concat.inputs()) {
      Program.Node maker = makers.get(y.id());
      List<Program.Node> readers = users(y).stream().filter(n -> n != concat).toList();
      if (maker == null
          || !(maker.op() instanceof Activation)
          || readers.size() != 1
          || outputs.contains(y.id())
          || !(readers.get(0).op() instanceof ActivationGrad)
          || !readers.get(0).inputs().get(0).equals(y)) {
        return null;
      }
      Program.Node gradient = readers.get(0);
      Program.Node crop = makers.get(gradient.inputs().get(1).id());
      if (crop == null || !isCut(crop, concat.outputs().get(0).shape(), at, y.shape())) {
        return null;
      }
      if (op != null && !(op.equals(gradient.op()) && crop.inputs().get(0).equals(whole))) {
        return null;
      }
      op = gradient.op();
      whole = crop.inputs().get(0);
      each.add(gradient);
      at += y.shape().dim(-1);
    }
    return op == null || whole == null ? null : new Gradients(whole, (ActivationGrad) op, each);
  }

  /** Returns whether a node cuts these channels out of something of the whole shape. */
  private static boolean isCut(Program.Node n, Shape whole, int channel, Shape part) {
    if (!(n.op() instanceof Crop c)
        || !c.size().equals(part)
        || !n.inputs().get(0).shape().equals(whole)) {
      return false;
    }
    int last = c.start().size() - 1;
    return c.start().get(last) == channel
        && c.start().subList(0, last).stream().allMatch(i -> i == 0);
  }

  private Program convolutions(BiPredicate<Op, List<TensorType>> isNative) {
    Map<Program.Node, Op> joined = new HashMap<>();
    Set<Program.Node> gone = new HashSet<>();
    for (Program.Node n : program.nodes()) {
      if (isOfChannels(n) && n.inputs().stream().allMatch(this::isOnlyJoined)) {
        Op op =
            new ConvBiasActivationConcat(
                n.inputs().stream().map(v -> (ConvBiasActivation) maker(v).op()).toList());
        if (isNative.test(op, inputs(n).stream().map(Value::type).toList())) {
          joined.put(n, op);
          n.inputs().forEach(v -> gone.add(maker(v)));
        }
      }
    }
    if (joined.isEmpty()) {
      return program;
    }
    Rewriter r = new Rewriter(program);
    for (Program.Node n : program.nodes()) {
      Op op = joined.get(n);
      if (op != null) {
        r.source(n.source());
        r.put(n.outputs(), r.emit(op, r.get(inputs(n))));
      } else if (!gone.contains(n)) {
        r.keep(n);
      }
    }
    return r.build();
  }

  private Program.Node maker(Value v) {
    return Objects.requireNonNull(makers.get(v.id()));
  }

  /** Returns the inputs of all convolutions that a concatenation joins. */
  private List<Value> inputs(Program.Node concat) {
    List<Value> all = new ArrayList<>();
    concat.inputs().forEach(v -> all.addAll(maker(v).inputs()));
    return all;
  }

  private boolean isOnlyJoined(Value v) {
    Program.Node n = makers.get(v.id());
    return n != null
        && n.op() instanceof ConvBiasActivation c
        && !c.keepArgument()
        && users(v).size() == 1
        && !outputs.contains(v.id());
  }
}
