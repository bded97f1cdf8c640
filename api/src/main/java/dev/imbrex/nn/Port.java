package dev.imbrex.nn;

/** What an input or output of a {@link ModelProgram} is. */
public enum Port {
  /** The trained parameters, one vector. */
  WEIGHTS,
  /** The other parameters, one vector. */
  STATE,
  /** A vector that the optimiser keeps; there are as many as it has slots, one after the other. */
  SLOT,
  /** The sums and counts of an {@link Objective}. */
  ACCUMULATORS,
  /** A batch of examples {@code [N, ...]}. */
  EXAMPLES,
  /** Their labels, of the type that the loss says. */
  LABELS,
  /** The optimiser's scalars of this step, one vector. */
  SCALARS,
  /** The state of the random numbers, U32 {@code [4]}: the seed's and the step's two words. */
  RANDOM,
  /** The gradient of the trained parameters, a vector. */
  GRADIENTS,
  /** The loss of the batch, a scalar. */
  LOSS,
  /** The network's result {@code [N, ...]}; there is one for every output, the main one first. */
  PREDICTIONS,
  /** The result of a layer; there is one for every layer, in their order. */
  LAYER_OUTPUT,
  /** How much each element of a layer's result counts {@code [N, ...]}. */
  COUNTS,
  /** For every example the sum of what counts of a layer's result {@code [N]}. */
  EXCITATIONS,
  /** The gradient of the excitations with respect to the examples {@code [N, ...]}. */
  EXAMPLE_GRADIENTS,
  /** For every layer, whether all its parameters are finite: I32 {@code [layers]} of 0 and 1. */
  FINITE_PARAMETERS,
  /** For every layer, whether all its results are finite: I32 {@code [layers]} of 0 and 1. */
  FINITE_OUTPUTS
}
