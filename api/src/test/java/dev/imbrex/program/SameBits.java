package dev.imbrex.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Compares what programs compute, for tests of passes. */
public final class SameBits {
  private SameBits() {}

  /** Fails unless both give the same bits for the same random inputs; whole ones are small. */
  public static void require(Program a, Program b) {
    Random r = new Random(3);
    List<HostTensor> inputs = new ArrayList<>();
    for (TensorType t : a.inputTypes()) {
      HostTensor h = HostTensor.zeros(t);
      for (int i = 0; i < t.shape().intSize(); i++) {
        h.set(i, t.dtype() == DType.F32 ? r.nextGaussian() : r.nextInt(1000));
      }
      inputs.add(h);
    }
    Interpreter oracle = new Interpreter(Arithmetic.ROUNDED);
    List<double[]> first = oracle.evaluate(a, inputs);
    List<double[]> second = oracle.evaluate(b, inputs);
    for (int i = 0; i < first.size(); i++) {
      assertArrayEquals(first.get(i), second.get(i));
    }
  }
}
