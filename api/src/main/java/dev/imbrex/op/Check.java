package dev.imbrex.op;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * The checks of type inference, each of which fails with one sentence that names the op, what it
 * was given and the rule.
 */
public final class Check {
  private Check() {}

  /** Refuses another number of inputs. */
  public static void arity(Op op, List<TensorType> inputs, int expected) {
    if (inputs.size() != expected) {
      throw fail(op, inputs, "expects " + expected + " input" + (expected == 1 ? "" : "s"));
    }
  }

  /** Refuses an input of another rank. */
  public static void rank(Op op, List<TensorType> inputs, int index, int rank, String layout) {
    if (inputs.get(index).shape().rank() != rank) {
      throw fail(op, inputs, "expects input " + index + " to be " + layout);
    }
  }

  /** Refuses inputs of differing types or of a type that is not a floating-point one. */
  public static DType sameFloat(Op op, List<TensorType> inputs) {
    DType t = inputs.get(0).dtype();
    for (TensorType in : inputs) {
      if (in.dtype() != t || !t.isFloat()) {
        throw fail(op, inputs, "expects inputs of one floating-point type (F32 or F64)");
      }
    }
    return t;
  }

  /** Refuses an input of another element type. */
  public static void dtype(Op op, List<TensorType> inputs, int index, DType expected) {
    if (inputs.get(index).dtype() != expected) {
      throw fail(op, inputs, "expects input " + index + " to be of type " + expected);
    }
  }

  /** Refuses the inputs unless the rule holds. */
  public static void that(boolean holds, Op op, List<TensorType> inputs, String rule) {
    if (!holds) {
      throw fail(op, inputs, rule);
    }
  }

  /** Refuses the attributes of an op unless the rule holds. */
  public static void attribute(boolean holds, String op, String rule) {
    if (!holds) {
      throw new ShapeException(op + ": " + rule + ".");
    }
  }

  /** Returns the exception that says which rule of the op the inputs break. */
  public static ShapeException fail(Op op, List<TensorType> inputs, String rule) {
    return new ShapeException(op.name() + " " + rule + ", but got " + inputs + " (" + op + ").");
  }
}
