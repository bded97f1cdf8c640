package dev.imbrex.spi.support;

import dev.imbrex.op.Op;
import dev.imbrex.program.CommonSubexpressions;
import dev.imbrex.program.DeadCode;
import dev.imbrex.program.Decomposer;
import dev.imbrex.program.Fusion;
import dev.imbrex.program.Program;
import dev.imbrex.program.Recomputation;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/** What becomes of a program before its ops get kernels. */
public final class Lowering {
  private Lowering() {}

  /**
   * Returns the program of ops that a backend runs itself, as far as there are decompositions.
   *
   * @param isNative says of an op and its input types whether the backend runs it itself
   */
  public static Program apply(
      Program program, BiPredicate<Op, List<TensorType>> isNative, CompileOptions options) {
    Program p = Decomposer.apply(program, isNative);
    p = DeadCode.apply(CommonSubexpressions.apply(p));
    UnaryOperator<Program> fusion =
        options.fuse() ? q -> Fusion.apply(q, isNative) : UnaryOperator.identity();
    if (options.recompute().isPresent()) {
      p = Recomputation.apply(p, options.recompute().getAsInt(), fusion);
    }
    return fusion.apply(p);
  }
}
