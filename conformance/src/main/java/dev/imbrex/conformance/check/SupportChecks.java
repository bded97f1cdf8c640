package dev.imbrex.conformance.check;

import dev.imbrex.conformance.judge.Violation;
import dev.imbrex.op.Check;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Support;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/** What {@code supports} says of ops that the backend can not know. */
final class SupportChecks {
  private SupportChecks() {}

  /** A composite that only the kit knows: 3 x. */
  private record Thrice() implements CompositeOp {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
      Check.arity(this, in, 1);
      Check.sameFloat(this, in);
      return in;
    }

    @Override
    public List<Value> decompose(OpEmitter b, List<Value> in) {
      return List.of(b.mul(in.get(0), 3));
    }
  }

  /** A composite of a composite: 9 x + 1. */
  private record NineTimesPlusOne() implements CompositeOp {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
      return new Thrice().infer(in);
    }

    @Override
    public List<Value> decompose(OpEmitter b, List<Value> in) {
      Value nine = b.emit(new Thrice(), b.emit(new Thrice(), in.get(0)));
      return List.of(b.add(nine, 1));
    }
  }

  static List<dev.imbrex.conformance.check.Check> all() {
    return List.of(
        dev.imbrex.conformance.check.Check.single(
            Part.SUPPORT,
            "a composite that nobody knows is decomposed",
            "COM-1",
            SupportChecks::unknownComposite));
  }

  private static void unknownComposite(Bench bench) {
    Backend backend = bench.shared();
    TensorType t = TensorType.f32(3);
    for (CompositeOp op : List.of(new Thrice(), new NineTimesPlusOne())) {
      Support s = backend.supports(op, List.of(t));
      Violation.unless(
          s == Support.DECOMPOSE,
          "COM-1",
          "a composite that the backend can not know must be DECOMPOSE, but is " + s);
      ProgramBuilder b = new ProgramBuilder();
      b.output(b.emit(op, b.input(t)));
      try (Bound p = new Bound(backend, b.build())) {
        Small.write(p.memory, p.input(0), 1, -2, 0.5f);
        p.invocation.run();
        float[] y = Small.read(p.memory, p.output(0), 3);
        float[] expected =
            op instanceof Thrice ? new float[] {3, -6, 1.5f} : new float[] {10, -17, 5.5f};
        Violation.unless(Arrays.equals(y, expected), "COM-1", op + " gave " + Arrays.toString(y));
      }
    }
  }
}
