package dev.imbrex.opencl.tune;

import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.ConvBiasActivationConcat;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.program.Work;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An op with its attributes and the float32 types of its inputs: what a choice is made for. Only
 * convolutions, their gradients and matrix products are of this kind.
 */
public record OpShape(Op op, List<TensorType> inputs) {
  /**
   * Checks that the op takes the inputs.
   *
   * @throws IllegalArgumentException if it does not, or is of another kind
   */
  public OpShape {
    inputs = List.copyOf(inputs);
    if (!isTunable(op, inputs)) {
      throw new IllegalArgumentException("There is nothing to tune in " + op + " of " + inputs);
    }
    op.infer(inputs);
  }

  /**
   * Returns what there is of this kind within an op: itself, or the branches that are joined in it;
   * empty where there is nothing to tune.
   */
  public static List<OpShape> within(Op op, List<TensorType> inputs) {
    if (op instanceof ConvBiasActivationConcat joined) {
      return IntStream.range(0, joined.branches().size())
          .mapToObj(
              i -> within(joined.branches().get(i), ConvBiasActivationConcat.inputsOf(inputs, i)))
          .flatMap(List::stream)
          .toList();
    }
    return isTunable(op, inputs) ? List.of(new OpShape(op, inputs)) : List.of();
  }

  private static boolean isTunable(Op op, List<TensorType> inputs) {
    boolean product =
        op instanceof Conv2d
            || op instanceof ConvBiasActivation
            || op instanceof Conv2dInputGrad
            || op instanceof Conv2dFilterGrad
            || op instanceof MatMul
            || op instanceof MatMulBiasActivation;
    return product && inputs.stream().allMatch(t -> t.dtype() == DType.F32);
  }

  /**
   * Returns the shape of a text that {@link #text} gave.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static OpShape parse(String text) {
    return OpText.parse(text);
  }

  /** Returns it as one line, the same for equal shapes. */
  public String text() {
    return OpText.of(this);
  }

  /** Returns how many pictures or rows there are that share their parameters. */
  public int batch() {
    return inputs.get(0).shape().dim(0);
  }

  /** Returns the same op for another number of pictures or rows. */
  public OpShape withBatch(int n) {
    TensorType first = with(0, 0, n);
    boolean second = op instanceof Conv2dFilterGrad || (op instanceof MatMul m && m.transposeA());
    if (!second) {
      return withInputs(first, inputs.get(1));
    }
    return withInputs(first, with(1, op instanceof MatMul m && m.transposeB() ? 1 : 0, n));
  }

  /**
   * Returns what this has in common with its like: one picture, and no activation, which comes
   * after the product whatever its tiles.
   */
  OpShape kind() {
    OpShape one = withBatch(1);
    Activation none = Activation.of(ActivationFn.IDENTITY);
    if (op instanceof ConvBiasActivation c) {
      return new OpShape(new ConvBiasActivation(c.window(), c.groups(), none, false), one.inputs);
    } else if (op instanceof MatMulBiasActivation m) {
      return new OpShape(
          new MatMulBiasActivation(m.transposeA(), m.transposeB(), none, false), one.inputs);
    }
    return one;
  }

  /** Returns the type of an input with another extent along one axis. */
  TensorType with(int input, int axis, int extent) {
    TensorType t = inputs.get(input);
    return t.withShape(t.shape().with(axis, extent));
  }

  /** Returns this with its first two inputs changed; a bias stays. */
  OpShape withInputs(TensorType first, TensorType second) {
    return new OpShape(
        op, inputs.size() == 2 ? List.of(first, second) : List.of(first, second, inputs.get(2)));
  }

  /** Returns the types of the results. */
  public List<TensorType> results() {
    return op.infer(inputs);
  }

  /** Returns the program of this op alone. */
  public Program program() {
    ProgramBuilder b = new ProgramBuilder();
    b.source("tuning");
    b.emit(op, inputs.stream().map(b::input).toList()).forEach(b::output);
    return b.build();
  }

  /** Returns what it asks of a device at least. */
  public Work work() {
    return Work.of(op, inputs, results());
  }

  /** Returns how many bytes inputs and results take together. */
  public long bytes() {
    return (long) work().bytes();
  }
}
