package dev.imbrex.conformance.judge;

import dev.imbrex.op.Cast;
import dev.imbrex.op.Constant;
import dev.imbrex.op.Iota;
import dev.imbrex.op.Op;
import dev.imbrex.op.Value;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A program of F64 as the same program of F32. */
final class SingleTwin {
  private SingleTwin() {}

  static Program of(Program program) {
    ProgramBuilder b = new ProgramBuilder();
    Map<Integer, Value> twins = new HashMap<>();
    for (Value v : program.inputs()) {
      twins.put(v.id(), b.input(single(v.type())));
    }
    for (Program.Node n : program.nodes()) {
      List<Value> out = b.emit(single(n.op()), pick(twins, n.inputs()));
      for (int i = 0; i < out.size(); i++) {
        twins.put(n.outputs().get(i).id(), out.get(i));
      }
    }
    pick(twins, program.outputs()).forEach(b::output);
    return b.build();
  }

  private static List<Value> pick(Map<Integer, Value> twins, List<Value> of) {
    List<Value> picked = new ArrayList<>();
    of.forEach(v -> picked.add(twins.get(v.id())));
    return picked;
  }

  private static TensorType single(TensorType t) {
    return t.dtype() == DType.F64 ? t.withDType(DType.F32) : t;
  }

  private static Op single(Op op) {
    if (op instanceof Constant c) {
      return new Constant(single(c.type()), c.value());
    } else if (op instanceof Iota i) {
      return new Iota(single(i.type()), i.axis());
    } else if (op instanceof Cast c && c.to() == DType.F64) {
      return new Cast(DType.F32);
    }
    return op;
  }

  /** Returns the inputs as F32 holds them. */
  static List<double[]> rounded(Program program, List<double[]> in) {
    List<double[]> out = new ArrayList<>();
    for (int i = 0; i < in.size(); i++) {
      double[] a = in.get(i).clone();
      if (program.inputs().get(i).dtype() == DType.F64) {
        for (int j = 0; j < a.length; j++) {
          a[j] = (float) a[j];
        }
      }
      out.add(a);
    }
    return out;
  }
}
