package dev.imbrex.conformance.check;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.conformance.cases.CaseFamilies;
import dev.imbrex.conformance.cases.CaseFamily;
import dev.imbrex.conformance.cases.CaseId;
import dev.imbrex.conformance.cases.Mode;
import dev.imbrex.conformance.cases.OpCase;
import dev.imbrex.op.Binary;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.program.Autodiff;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Gradients of every family against central differences along a random direction, in float64. */
class GradientsInFloat64Test {
  private static final double H = 1e-6;

  @TestFactory
  Stream<DynamicTest> gradientsAgreeWithCentralDifferences() {
    return CaseFamilies.all().stream()
        .filter(f -> f.differentiable() && f.modes().contains(Mode.REAL))
        .map(f -> DynamicTest.dynamicTest(f.op(), () -> compare(f)));
  }

  private static void compare(CaseFamily family) {
    int compared = 0;
    for (long seed = 0; seed < 40; seed++) {
      OpCase c = CaseId.draw(family, Mode.REAL, seed, true).make().orElseThrow();
      boolean floats = c.results().stream().allMatch(t -> t.dtype() == DType.F32);
      boolean smooth = c.types().stream().anyMatch(t -> t.dtype() == DType.F32);
      boolean wild = c.op() instanceof Unary || c.op() instanceof Binary;
      if (floats && smooth && !wild) {
        compare(c, seed);
        compared++;
      }
    }
    assertTrue(compared > 0 || family.op().matches("Unary|Binary|Cast|MaxPool2d"), family.op());
  }

  private static void compare(OpCase c, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ProgramBuilder b = new ProgramBuilder();
    List<Value> in = c.types().stream().map(b::input).toList();
    Value loss =
        b.emit(c.op(), in).stream().map(y -> b.sumAll(b.square(y))).reduce(b::add).orElseThrow();
    b.output(loss);
    List<Value> floats = in.stream().filter(v -> v.dtype() == DType.F32).toList();
    Autodiff.gradients(b, loss, floats).forEach(b::output);
    Program p = b.build();
    List<double[]> at = c.inputs(seed).stream().map(HostTensor::toDoubles).toList();
    List<double[]> direction = new ArrayList<>();
    for (int i = 0; i < at.size(); i++) {
      boolean moves = in.get(i).dtype() == DType.F32 && isDifferentiable(c, i);
      direction.add(random.doubles(at.get(i).length, -1, 1).map(d -> moves ? d : 0).toArray());
    }
    Interpreter oracle = new Interpreter(Arithmetic.FLOAT64);
    List<double[]> out = oracle.evaluateArrays(p, at);
    double slope = 0;
    double scale = 1;
    for (int i = 0, g = 1; i < at.size(); i++) {
      if (in.get(i).dtype() == DType.F32) {
        for (int j = 0; j < at.get(i).length; j++) {
          slope += out.get(g)[j] * direction.get(i)[j];
          scale += Math.abs(out.get(g)[j] * direction.get(i)[j]);
        }
        g++;
      }
    }
    double difference =
        (oracle.evaluateArrays(p, moved(at, direction, H)).get(0)[0]
                - oracle.evaluateArrays(p, moved(at, direction, -H)).get(0)[0])
            / (2 * H);
    double rounding = Math.abs(out.get(0)[0]) * 0x1p-50 / H;
    assertTrue(
        Math.abs(slope - difference) <= 1e-5 * scale + rounding,
        c + ": the gradient says " + slope + ", the difference " + difference);
  }

  /** Targets of losses are given, not learnt. */
  private static boolean isDifferentiable(OpCase c, int input) {
    return input == 0 || !c.op().name().contains("CrossEntropy");
  }

  private static List<double[]> moved(List<double[]> at, List<double[]> direction, double h) {
    List<double[]> out = new ArrayList<>();
    for (int i = 0; i < at.size(); i++) {
      double[] x = at.get(i).clone();
      for (int j = 0; j < x.length; j++) {
        x[j] += h * direction.get(i)[j];
      }
      out.add(x);
    }
    return out;
  }
}
