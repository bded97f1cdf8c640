package dev.imbrex.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * All operators that kernels use, before any kernel runs.
 *
 * <p>A network begins with millions of multiply-adds and nothing else. JDK 17's compiler concludes
 * that vector operations never have another operator, and that none is used for the first time any
 * more; each that comes later traps. It counts the traps of the library's methods again wherever
 * they were inlined: a tile of 28 multiply-adds seems to have trapped more than a hundred times,
 * and from then on the compiler takes nothing for granted there, not even that a vector is one. The
 * tile's vectors become objects for good. In one process of five that made steps a hundred times
 * slower.
 */
final class Operators {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;

  /** So often that the compiler has begun to count what the library's methods are called with. */
  private static final int TIMES = 60;

  private Operators() {}

  /** Uses every operator; what it returns depends on all of them. */
  static float useAll() {
    FloatVector x = FloatVector.broadcast(S, 1f);
    for (int i = 0; i < TIMES; i++) {
      x = ints(floats(x));
    }
    return x.lane(0);
  }

  private static FloatVector floats(FloatVector x) {
    FloatVector one = FloatVector.broadcast(S, 1f);
    FloatVector y = x.fma(x, one).neg().abs().sqrt().add(one).sub(one).mul(one).div(one);
    y = y.max(one).min(FloatVector.zero(S).add(one));
    y =
        y.blend(one, y.compare(VectorOperators.GT, one))
            .blend(y, y.compare(VectorOperators.EQ, 0f));
    return y.blend(one, y.compare(VectorOperators.LT, one))
        .blend(y, y.compare(VectorOperators.NE, y));
  }

  private static FloatVector ints(FloatVector x) {
    IntVector one = IntVector.broadcast(I, 1);
    IntVector y = x.reinterpretAsInts().add(one).sub(one);
    y = y.lanewise(VectorOperators.AND, y).lanewise(VectorOperators.OR, y);
    y = y.lanewise(VectorOperators.ASHR, 23).lanewise(VectorOperators.LSHL, 23);
    return y.reinterpretAsFloats();
  }
}
