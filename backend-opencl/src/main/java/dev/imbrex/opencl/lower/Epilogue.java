package dev.imbrex.opencl.lower;

import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.program.Program;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * What is done to a product before it is stored.
 *
 * @param bias whether a bias is added
 * @param activation applied then; IDENTITY for none
 * @param keep whether the activation's argument is stored too
 * @param rowLength columns in memory where the result is part of a wider one; 0 if it is not
 */
record Epilogue(boolean bias, Activation activation, boolean keep, int rowLength) {
  static final Epilogue NONE = new Epilogue(false, Activation.of(ActivationFn.IDENTITY), false);

  /** Creates what is done to a product that is all of its result. */
  Epilogue(boolean bias, Activation activation, boolean keep) {
    this(bias, activation, keep, 0);
  }

  /** Returns this for a product that is part of a result of so many columns. */
  Epilogue within(int columns) {
    return new Epilogue(bias, activation, keep, columns);
  }

  /** Returns how many columns a row has in memory, for a product of so many. */
  int rowOf(int columns) {
    return rowLength == 0 ? columns : rowLength;
  }

  boolean activates() {
    return activation.fn() != ActivationFn.IDENTITY;
  }

  /** Returns the function {@code activate} for a type of floats: its formula, in OpenCL C. */
  String source(String real) {
    if (!activates()) {
      return "";
    }
    Program core = Expression.coreProgram(activation, List.of(TensorType.f32()));
    Expression.Code code = Expression.of(core, List.of("z"), real);
    return "inline "
        + real
        + " activate(const "
        + real
        + " z) { "
        + code.statements()
        + "return "
        + code.results().get(0)
        + "; }\n";
  }
}
