package dev.imbrex.program;

import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.Constant;
import dev.imbrex.op.CoreOp;
import dev.imbrex.op.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reverse-mode differentiation: emits, into the program that computes a loss, the ops that compute
 * its gradients.
 *
 * <p>Core ops follow the one table of {@link GradientRules}; a composite follows its own {@link
 * CompositeOp#gradient} or, without one, that of its decomposition. What is not needed afterwards
 * is left to {@link DeadCode}.
 */
public final class Autodiff {
  private final ProgramBuilder b;
  private final Map<Class<? extends CoreOp>, GradientRules.Rule<?>> rules = GradientRules.table();
  private final Set<Integer> active = new HashSet<>();
  private final Map<Integer, Value> gradients = new HashMap<>();

  private Autodiff(ProgramBuilder b) {
    this.b = b;
  }

  /** Returns the core ops that have a rule, for the test that none is missing. */
  static Set<Class<? extends CoreOp>> ruled() {
    return GradientRules.table().keySet();
  }

  /**
   * Emits the gradients of a scalar.
   *
   * @param b the builder in which it is computed, to which the gradients are added
   * @param loss a floating-point scalar
   * @param wrt the values with respect to which it is differentiated
   * @return a gradient per element of {@code wrt}, of its type; zeros where the loss does not
   *     depend
   */
  public static List<Value> gradients(ProgramBuilder b, Value loss, List<Value> wrt) {
    if (loss.shape().rank() != 0 || !loss.dtype().isFloat()) {
      throw new IllegalArgumentException(
          "Only a floating-point scalar can be differentiated, but got " + loss + ".");
    }
    Autodiff a = new Autodiff(b);
    String source = b.source();
    wrt.forEach(v -> a.active.add(v.id()));
    int end = b.nodes().size();
    a.activate(0, end);
    a.gradients.put(loss.id(), b.emit(new Constant(loss.type(), 1)));
    a.backward(0, end);
    b.source(source);
    List<Value> out = new ArrayList<>();
    for (Value v : wrt) {
      Value g = a.gradients.get(v.id());
      out.add(g != null ? g : b.emit(new Constant(v.type(), 0)));
    }
    return out;
  }

  /** Marks the values among nodes [from, to) that depend on an active one. */
  private void activate(int from, int to) {
    for (Program.Node n : b.nodes().subList(from, to)) {
      if (n.inputs().stream().anyMatch(v -> active.contains(v.id()))) {
        n.outputs().forEach(v -> active.add(v.id()));
      }
    }
  }

  /** Carries gradients backwards through nodes [from, to). */
  private void backward(int from, int to) {
    for (int i = to - 1; i >= from; i--) {
      Program.Node n = b.nodes().get(i);
      boolean reached = n.outputs().stream().anyMatch(v -> gradients.containsKey(v.id()));
      if (reached && n.outputs().stream().anyMatch(v -> active.contains(v.id()))) {
        b.source(n.source());
        differentiate(n);
      }
    }
  }

  private void differentiate(Program.Node n) {
    List<Optional<Value>> outGrads = new ArrayList<>();
    for (Value v : n.outputs()) {
      outGrads.add(Optional.ofNullable(gradients.get(v.id())));
    }
    List<Optional<Value>> inGrads;
    if (n.op() instanceof CoreOp) {
      if (outGrads.get(0).isEmpty()) {
        return;
      }
      CoreOp op = (CoreOp) n.op();
      GradientRules.Rule<?> rule = rules.get(op.getClass());
      if (rule == null) {
        throw new AssertionError("No gradient rule for " + op.name());
      }
      inGrads =
          GradientRules.apply(rule, b, op, n.inputs(), n.outputs(), outGrads.get(0).orElseThrow());
    } else {
      CompositeOp op = (CompositeOp) n.op();
      Optional<List<Optional<Value>>> own = op.gradient(b, n.inputs(), n.outputs(), outGrads);
      if (own.isEmpty()) {
        throughDecomposition(op, n, outGrads);
        return;
      }
      inGrads = own.orElseThrow();
    }
    for (int i = 0; i < n.inputs().size(); i++) {
      Value in = n.inputs().get(i);
      if (inGrads.get(i).isPresent() && active.contains(in.id())) {
        accumulate(in, inGrads.get(i).orElseThrow());
      }
    }
  }

  /**
   * Emits the decomposition beside the composite, whose results it repeats, and goes through it.
   */
  private void throughDecomposition(
      CompositeOp op, Program.Node n, List<Optional<Value>> outGrads) {
    int from = b.nodes().size();
    List<Value> out = op.decompose(b, n.inputs());
    int to = b.nodes().size();
    activate(from, to);
    for (int i = 0; i < out.size(); i++) {
      if (outGrads.get(i).isPresent()) {
        accumulate(out.get(i), outGrads.get(i).orElseThrow());
      }
    }
    backward(from, to);
  }

  private void accumulate(Value v, Value gradient) {
    Value sum = gradients.get(v.id());
    gradients.put(v.id(), sum == null ? gradient : b.add(sum, gradient));
  }
}
