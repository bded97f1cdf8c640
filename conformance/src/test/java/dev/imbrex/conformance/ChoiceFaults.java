package dev.imbrex.conformance;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.BiasAdd;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.program.Program;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.tensor.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Backends that are wrong only in what they do not choose by themselves, or only when they fuse.
 */
final class ChoiceFaults {
  private ChoiceFaults() {}

  /** Two ways to compute a matrix product: the one that it would choose is right. */
  static class TwoWays extends Fault {
    @Override
    List<String> ways(Class<? extends Op> op) {
      return op == MatMul.class ? List.of("rows", "tiles-16") : List.of();
    }
  }

  /** The second way leaves out the last term when there is one more than a tile. */
  static final class SecondWayDropsTail extends TwoWays {
    private final Fault tail = new OpFaults.DroppedTailTile();

    @Override
    List<double[]> compute(String way, Op op, List<TensorType> types, List<double[]> arguments) {
      return (way.equals("tiles-16") ? tail : this).compute(op, types, arguments);
    }
  }

  /** Runs convolution, bias and activation in one, but activates before it adds the bias. */
  static final class BiasBehindActivation extends Fault {
    /** Fusion finds only what is not decomposed. */
    @Override
    Set<Class<? extends Op>> natives() {
      return Set.of(ConvBiasActivation.class, BiasAdd.class, Activation.class);
    }

    @Override
    List<double[]> compute(Op op, List<TensorType> types, List<double[]> arguments) {
      if (!(op instanceof ConvBiasActivation c) || c.keepArgument()) {
        return super.compute(op, types, arguments);
      }
      Conv2d convolution = new Conv2d(c.window(), c.groups());
      List<TensorType> y = convolution.infer(types.subList(0, 2));
      List<double[]> z = oracle.apply(convolution, types.subList(0, 2), arguments.subList(0, 2));
      List<double[]> active = oracle.apply(c.activation(), y, z);
      return oracle.apply(
          new BiasAdd(), List.of(y.get(0), types.get(2)), List.of(active.get(0), arguments.get(2)));
    }
  }

  /** Says that it has two ways, which have one name. */
  static final class OneNameForTwo extends ForwardingBackend {
    @Override
    public List<String> implementations(Op op, List<TensorType> inputs) {
      return op instanceof MatMul ? List.of("rows", "rows") : List.of();
    }
  }

  /**
   * Has a fusion of its own, which takes an activation along with a bias and forgets that others
   * read the bias's result, too: they get the activated one.
   */
  static final class ForgetsOtherReaders extends ForwardingBackend {
    @Override
    public Executable compile(Program program, CompileOptions options) {
      return super.compile(options.fuse() ? fused(program) : program, options);
    }

    private static Program fused(Program p) {
      Map<Value, Value> activated = new HashMap<>();
      for (Program.Node n : p.nodes()) {
        if (n.op() instanceof Activation && isBias(p, n.inputs().get(0))) {
          activated.put(n.inputs().get(0), n.outputs().get(0));
        }
      }
      List<Value> outputs = p.outputs().stream().map(v -> activated.getOrDefault(v, v)).toList();
      return new Program(p.inputs(), p.nodes(), outputs, p.updatesInPlace());
    }

    private static boolean isBias(Program p, Value v) {
      return p.nodes().stream().anyMatch(n -> n.op() instanceof BiasAdd && n.outputs().contains(v));
    }
  }
}
