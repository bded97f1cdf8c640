package dev.imbrex.spi.support;

import dev.imbrex.op.Binary;
import dev.imbrex.op.Concat;
import dev.imbrex.op.Crop;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Reshape;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.BiasAdd;
import dev.imbrex.op.composite.SgdUpdate;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Seeded programs of the kind that puzzle a memory planner: views, concatenations, updates. */
final class RandomProgram {
  final Program program;
  final List<HostTensor> inputs = new ArrayList<>();

  RandomProgram(long seed) {
    Random r = new Random(seed);
    ProgramBuilder b = new ProgramBuilder();
    List<Value> values = new ArrayList<>();
    int n = 1 + r.nextInt(4);
    for (int i = 0; i < n; i++) {
      Value v = b.input(TensorType.f32(1 + r.nextInt(3), 1 + r.nextInt(4)));
      values.add(v);
      HostTensor t = HostTensor.zeros(v.type());
      for (int j = 0; j < v.shape().intSize(); j++) {
        t.set(j, r.nextInt(9) - 4);
      }
      inputs.add(t);
    }
    List<Value> given = List.copyOf(values);
    for (int i = 0; i < 4 + r.nextInt(14); i++) {
      step(r, b, values);
    }
    boolean[] updated = new boolean[n];
    for (int i = 0; i < 1 + r.nextInt(4); i++) {
      Value v = values.get(r.nextInt(values.size()));
      int target = r.nextInt(n);
      boolean fits = given.get(target).type().equals(v.type()) && !updated[target];
      if (fits && r.nextInt(4) > 0) {
        updated[target] = true;
        b.update(given.get(target), v);
      } else {
        b.output(v);
      }
    }
    this.program = b.build();
  }

  private static Value flat(ProgramBuilder b, Value v) {
    return b.reshape(v, Shape.of(v.shape().intSize()));
  }

  private static void step(Random r, ProgramBuilder b, List<Value> values) {
    Value v = values.get(r.nextInt(values.size()));
    Value w = values.get(r.nextInt(values.size()));
    switch (r.nextInt(9)) {
      case 0:
        values.add(b.emit(new Reshape(Shape.of(v.shape().intSize(), 1)), v));
        break;
      case 1:
        int cut = 1 + r.nextInt(v.shape().intSize());
        int at = r.nextInt(v.shape().intSize() - cut + 1);
        Value run = b.emit(new Crop(List.of(at), Shape.of(cut)), flat(b, v));
        values.add(b.reshape(run, Shape.of(1, cut)));
        break;
      case 2:
        if (v.shape().intSize() + w.shape().intSize() < 64) {
          Value c = b.emit(new Concat(0), flat(b, v), flat(b, w));
          values.add(b.reshape(c, Shape.of(c.shape().intSize(), 1)));
        }
        break;
      case 3:
        if (v.shape().equals(w.shape())) {
          values.add(b.emit(new Binary(Binary.Fn.SUB), v, w));
        }
        break;
      case 4:
        values.add(b.unary(Unary.Fn.NEG, v));
        break;
      case 5:
        if (v.shape().equals(w.shape())) {
          List<Value> in = List.of(v, w, v, b.scalar(v, 2));
          values.addAll(b.emit(new SgdUpdate(1, false), in));
        }
        break;
      case 6:
        Value product = b.emit(new MatMul(false, true), v, v);
        Value bias = b.emit(new Crop(List.of(0), Shape.of(1)), flat(b, w));
        bias = b.emit(new Concat(0), Collections.nCopies(product.shape().dim(1), bias)).get(0);
        Value argument = b.emit(new BiasAdd(), product, bias);
        values.add(b.emit(Activation.of(ActivationFn.RELU), argument));
        if (r.nextBoolean()) {
          values.add(argument);
        }
        break;
      case 7:
        values.add(b.add(v, 1));
        break;
      default:
        values.add(b.reshape(b.sumAll(v), Shape.of(1, 1)));
    }
  }
}
