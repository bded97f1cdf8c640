package dev.imbrex.conformance.cases;

import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.SplittableRandom;

/** Makes the elements of an input, the same ones for the same seed. */
@FunctionalInterface
public interface Fill {
  /** Returns a tensor of this type. */
  HostTensor make(TensorType type, SplittableRandom random);
}
