package dev.imbrex.op;

import java.util.List;
import java.util.Optional;

/**
 * An op that is defined by a decomposition into other ops, in the end core ops.
 *
 * <p>A backend may run a composite natively and says so; one that does not gets the decomposition.
 */
public non-sealed interface CompositeOp extends Op {

  /**
   * Emits the ops that compute this one.
   *
   * @param b where to emit
   * @param inputs the inputs, whose types {@link #infer} has accepted
   * @return the results, of exactly the types that {@link #infer} says
   */
  List<Value> decompose(OpEmitter b, List<Value> inputs);

  /**
   * Emits the gradient, where there is a better one than that of the decomposition.
   *
   * @param b where to emit
   * @param inputs the inputs of the op
   * @param outputs its results
   * @param outputGrads the gradient with respect to each result, empty where nothing depends on it
   * @return the gradient with respect to each input, empty where there is none; or empty as a whole
   *     if the gradient of the decomposition is to be used
   */
  default Optional<List<Optional<Value>>> gradient(
      OpEmitter b, List<Value> inputs, List<Value> outputs, List<Optional<Value>> outputGrads) {
    return Optional.empty();
  }
}
