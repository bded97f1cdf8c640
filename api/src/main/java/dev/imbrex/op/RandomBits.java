package dev.imbrex.op;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * Uniformly random words from the counter-based generator Philox4x32-10 (Salmon et al., "Parallel
 * random numbers: as easy as 1, 2, 3", SC 2011).
 *
 * <p>Input: state U32 {@code [4]} = (key0, key1, counter2, counter3): the seed's low and high word
 * and the step's. Result: U32 of the shape; element i is word i mod 4 of the block with counter (i
 * / 4, stream, counter2, counter3) and key (key0, key1). The same state gives the same bits
 * everywhere.
 *
 * @param stream tells apart the users of one state: a different number for each
 */
public record RandomBits(Shape shape, int stream) implements CoreOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 1);
    Check.that(in.get(0).equals(TensorType.u32(4)), this, in, "expects the state as U32[4]");
    return List.of(new TensorType(DType.U32, shape));
  }
}
