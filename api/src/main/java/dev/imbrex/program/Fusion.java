package dev.imbrex.program;

import dev.imbrex.op.Binary;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.BatchNormActivation;
import dev.imbrex.op.composite.BatchNormTraining;
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
 * Puts neighbours together where a backend runs them as one: a convolution or matrix product with
 * the bias and activation that follow it, several of these whose results are concatenated, and a
 * batch normalisation with a shortcut and activation. Works after the gradients, which never see a
 * fused op.
 */
public final class Fusion {
  private final Program program;
  private final BiPredicate<Op, List<TensorType>> isNative;
  private final Map<Integer, List<Program.Node>> users = new HashMap<>();
  private final Map<Integer, Integer> definedAt = new HashMap<>();
  private final Set<Integer> outputs = new HashSet<>();

  private Fusion(Program program, BiPredicate<Op, List<TensorType>> isNative) {
    this.program = program;
    this.isNative = isNative;
    for (int i = 0; i < program.nodes().size(); i++) {
      Program.Node n = program.nodes().get(i);
      for (Value v : n.inputs()) {
        users.computeIfAbsent(v.id(), k -> new ArrayList<>()).add(n);
      }
      for (Value v : n.outputs()) {
        definedAt.put(v.id(), i);
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
    Program joined = BranchFusion.joinGradients(program);
    return BranchFusion.joinConvolutions(new Fusion(joined, isNative).run(), isNative);
  }

  /**
   * Nodes that become one.
   *
   * @param at the node in whose place the new one stands: its inputs are all defined there, and
   *     whoever uses its results comes later
   * @param others the nodes that go
   * @param source the layer that the new one belongs to
   * @param results what the results of the new op stand for
   */
  private record Group(
      Program.Node at,
      List<Program.Node> others,
      String source,
      Op op,
      List<Value> inputs,
      List<Value> results) {}

  /** What follows a value: the activation that reads it, if any, and whether others do too. */
  private record Tail(List<Program.Node> activation, Activation fn, boolean keep) {
    Value result(Value argument) {
      return activation.isEmpty() ? argument : activation.get(0).outputs().get(0);
    }
  }

  private Program run() {
    Map<Program.Node, Group> groups = new HashMap<>();
    Set<Program.Node> gone = new HashSet<>();
    for (Program.Node n : program.nodes()) {
      Group g = null;
      if (n.op() instanceof Conv2d || n.op() instanceof MatMul) {
        g = product(n);
      } else if (n.op() instanceof BatchNormTraining) {
        g = normalisation(n);
      }
      if (g != null) {
        groups.put(g.at, g);
        gone.addAll(g.others);
      }
    }
    Rewriter r = new Rewriter(program);
    for (Program.Node n : program.nodes()) {
      Group g = groups.get(n);
      if (g != null) {
        r.source(g.source);
        List<Value> now = r.emit(g.op, r.get(g.inputs));
        for (int i = 0; i < g.results.size(); i++) {
          r.put(g.results.get(i), now.get(i));
        }
      } else if (!gone.contains(n)) {
        r.keep(n);
      }
    }
    return r.build();
  }

  private @Nullable Group product(Program.Node product) {
    Value raw = product.outputs().get(0);
    Program.Node bias = onlyUser(raw);
    if (bias == null
        || !(bias.op() instanceof BiasAdd)
        || !bias.inputs().get(0).equals(raw)
        || bias.inputs().get(1).equals(raw)) {
      return null;
    }
    Value argument = bias.outputs().get(0);
    Tail t = tail(argument);
    Op op;
    if (product.op() instanceof Conv2d c) {
      op = new ConvBiasActivation(c.window(), c.groups(), t.fn, t.keep);
    } else {
      MatMul m = (MatMul) product.op();
      op = new MatMulBiasActivation(m.transposeA(), m.transposeB(), t.fn, t.keep);
    }
    List<Value> inputs = new ArrayList<>(product.inputs());
    inputs.add(bias.inputs().get(1));
    List<Program.Node> others = new ArrayList<>(t.activation);
    others.add(product);
    List<Value> results =
        t.keep ? List.of(t.result(argument), argument) : List.of(t.result(argument));
    return ifNative(new Group(bias, others, product.source(), op, inputs, results));
  }

  private @Nullable Group normalisation(Program.Node norm) {
    Value normal = norm.outputs().get(0);
    List<Value> inputs = new ArrayList<>(norm.inputs());
    List<Program.Node> others = new ArrayList<>();
    Value argument = normal;
    Program.Node add = onlyUser(normal);
    Value shortcut = add == null ? null : shortcut(add, normal, norm);
    if (add != null && shortcut != null) {
      inputs.add(shortcut);
      others.add(add);
      argument = add.outputs().get(0);
    }
    Tail t = tail(argument);
    if (shortcut == null && t.activation.isEmpty()) {
      return null;
    }
    others.addAll(t.activation);
    double epsilon = ((BatchNormTraining) norm.op()).epsilon();
    Op op = new BatchNormActivation(epsilon, shortcut != null, t.fn, t.keep);
    List<Value> results =
        new ArrayList<>(List.of(t.result(argument), norm.outputs().get(1), norm.outputs().get(2)));
    if (t.keep) {
      results.add(argument);
    }
    return ifNative(new Group(norm, others, norm.source(), op, inputs, results));
  }

  /** Returns what an addition adds to a value, if that is there before {@code norm}. */
  private @Nullable Value shortcut(Program.Node add, Value value, Program.Node norm) {
    if (!(add.op() instanceof Binary b) || b.fn() != Binary.Fn.ADD) {
      return null;
    }
    Value other = add.inputs().get(add.inputs().get(0).equals(value) ? 1 : 0);
    int at = definedAt.getOrDefault(norm.outputs().get(0).id(), 0);
    return other.equals(value) || definedAt.getOrDefault(other.id(), -1) >= at ? null : other;
  }

  private Tail tail(Value argument) {
    List<Program.Node> readers = users.getOrDefault(argument.id(), List.of());
    List<Program.Node> activation =
        readers.stream().filter(n -> n.op() instanceof Activation).limit(1).toList();
    Activation fn =
        activation.isEmpty()
            ? Activation.of(ActivationFn.IDENTITY)
            : (Activation) activation.get(0).op();
    boolean keep = !activation.isEmpty() && (outputs.contains(argument.id()) || readers.size() > 1);
    return new Tail(activation, fn, keep);
  }

  private @Nullable Group ifNative(Group g) {
    List<TensorType> types = g.inputs.stream().map(Value::type).toList();
    return isNative.test(g.op, types) ? g : null;
  }

  private Program.@Nullable Node onlyUser(Value v) {
    List<Program.Node> u = users.getOrDefault(v.id(), List.of());
    return u.size() == 1 && !outputs.contains(v.id()) ? u.get(0) : null;
  }
}
