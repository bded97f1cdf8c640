package dev.imbrex.program;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.BiasAdd;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts a convolution or matrix product together with the bias and activation that follow it, where
 * a backend runs the composite natively. Works after the gradients, which never see a fused op.
 */
public final class Fusion {
  private final Program program;
  private final BiPredicate<Op, List<TensorType>> isNative;
  private final Map<Integer, List<Program.Node>> users = new HashMap<>();
  private final Set<Integer> outputs = new HashSet<>();

  private Fusion(Program program, BiPredicate<Op, List<TensorType>> isNative) {
    this.program = program;
    this.isNative = isNative;
    for (Program.Node n : program.nodes()) {
      for (Value v : n.inputs()) {
        users.computeIfAbsent(v.id(), k -> new ArrayList<>()).add(n);
      }
    }
    program.outputs().forEach(v -> outputs.add(v.id()));
  }

  /**
   * Returns the program with fused nodes.
   *
   * @param isNative says of an op and its input types whether the backend runs it itself
   */
  public static Program apply(Program program, BiPredicate<Op, List<TensorType>> isNative) {
    return new Fusion(program, isNative).run();
  }

  /** What a product, its bias and its activation become. The activation may be absent. */
  private record Group(
      Program.Node product, Program.Node bias, List<Program.Node> activation, Op op) {}

  private Program run() {
    Map<Program.Node, Group> byLast = new HashMap<>();
    Set<Program.Node> inner = new HashSet<>();
    for (Program.Node n : program.nodes()) {
      if (n.op() instanceof Conv2d || n.op() instanceof MatMul) {
        Group g = group(n);
        if (g != null) {
          inner.add(g.product);
          // The fused node stands where the bias was: its inputs are all defined there, and whoever
          // uses the argument or the result comes later.
          byLast.put(g.bias, g);
          inner.addAll(g.activation);
        }
      }
    }
    Rewriter r = new Rewriter(program);
    for (Program.Node n : program.nodes()) {
      Group g = byLast.get(n);
      if (g != null) {
        emit(r, g);
      } else if (!inner.contains(n)) {
        r.keep(n);
      }
    }
    return r.build();
  }

  private @Nullable Group group(Program.Node product) {
    Program.Node bias = onlyUser(product.outputs().get(0));
    if (bias == null
        || !(bias.op() instanceof BiasAdd)
        || !bias.inputs().get(0).equals(product.outputs().get(0))
        || bias.inputs().get(1).equals(product.outputs().get(0))) {
      return null;
    }
    Value argument = bias.outputs().get(0);
    List<Program.Node> readers = users.getOrDefault(argument.id(), List.of());
    List<Program.Node> activations =
        readers.stream().filter(n -> n.op() instanceof Activation).limit(1).toList();
    Activation fn =
        activations.isEmpty()
            ? Activation.of(ActivationFn.IDENTITY)
            : (Activation) activations.get(0).op();
    boolean keep =
        !activations.isEmpty() && (outputs.contains(argument.id()) || readers.size() > 1);
    Op op;
    if (product.op() instanceof Conv2d) {
      Conv2d c = (Conv2d) product.op();
      op = new ConvBiasActivation(c.window(), c.groups(), fn, keep);
    } else {
      MatMul m = (MatMul) product.op();
      op = new MatMulBiasActivation(m.transposeA(), m.transposeB(), fn, keep);
    }
    List<TensorType> types = new ArrayList<>(product.inputTypes());
    types.add(bias.inputs().get(1).type());
    return isNative.test(op, types) ? new Group(product, bias, activations, op) : null;
  }

  private Program.@Nullable Node onlyUser(Value v) {
    List<Program.Node> u = users.getOrDefault(v.id(), List.of());
    return u.size() == 1 && !outputs.contains(v.id()) ? u.get(0) : null;
  }

  private static void emit(Rewriter r, Group g) {
    r.source(g.product.source());
    List<Value> in = new ArrayList<>(r.get(g.product.inputs()));
    in.add(r.get(g.bias.inputs().get(1)));
    List<Value> out = r.emit(g.op, in);
    if (g.activation.isEmpty()) {
      r.put(g.bias.outputs().get(0), out.get(0));
    } else {
      r.put(g.activation.get(0).outputs().get(0), out.get(0));
      if (out.size() > 1) {
        r.put(g.bias.outputs().get(0), out.get(1));
      }
    }
  }
}
