package dev.imbrex.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.op.Concat;
import dev.imbrex.op.CoreOp;
import dev.imbrex.op.Crop;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.BatchNormActivation;
import dev.imbrex.op.composite.BatchNormTraining;
import dev.imbrex.op.composite.BiasAdd;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.op.composite.SgdUpdate;
import dev.imbrex.op.composite.SparseSoftmaxCrossEntropy;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PassesTest {

  @Test
  void decompositionEndsInCoreOps() {
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(TensorType.f32(4, 10));
    Value labels = b.input(TensorType.i32(4));
    b.output(b.emit(new SparseSoftmaxCrossEntropy(), x, labels));
    Program p = Decomposer.apply(b.build(), (op, types) -> false);
    assertTrue(p.nodes().stream().allMatch(n -> n.op() instanceof CoreOp), p.toString());
    assertEquals(b.build().outputTypes(), p.outputTypes());
  }

  @Test
  void repetitionsAndDeadCodeDisappear() {
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(TensorType.f32(4));
    Value sum = b.add(b.neg(x), b.neg(x));
    b.mul(x, x);
    b.output(sum);
    Program p = DeadCode.apply(CommonSubexpressions.apply(b.build()));
    assertEquals(2, p.nodes().size(), p.toString());
  }

  @Test
  void aProductTakesItsBiasAndActivationAlong() {
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(TensorType.f32(4, 3));
    Value w = b.input(TensorType.f32(3, 2));
    Value bias = b.input(TensorType.f32(2));
    Value argument = b.emit(new BiasAdd(), b.matMul(x, w, false, false), bias);
    b.output(b.emit(Activation.of(ActivationFn.RELU), argument));
    Program fused = Fusion.apply(b.build(), (op, types) -> true);
    assertEquals(1, fused.nodes().size());
    assertFalse(((MatMulBiasActivation) fused.nodes().get(0).op()).keepArgument());

    b.output(argument);
    fused = Fusion.apply(b.build(), (op, types) -> true);
    assertTrue(((MatMulBiasActivation) fused.nodes().get(0).op()).keepArgument());
    assertEquals(3, Fusion.apply(b.build(), (op, types) -> false).nodes().size());
  }

  @Test
  void aNormalisationTakesItsShortcutAndActivationAlong() {
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(TensorType.f32(4, 3));
    Value gamma = b.input(TensorType.f32(3));
    Value early = b.neg(x);
    List<Value> n = b.emit(new BatchNormTraining(1e-3), List.of(x, gamma, gamma));
    Value late = b.neg(early);
    b.output(b.emit(Activation.of(ActivationFn.RELU), b.add(early, n.get(0))));
    b.output(n.get(1));
    Program fused = Fusion.apply(b.build(), (op, types) -> true);
    BatchNormActivation op = (BatchNormActivation) fused.nodes().get(1).op();
    assertTrue(op.shortcut() && !op.keepArgument(), fused.toString());
    assertEquals(3, fused.nodes().size(), "negation, fusion, negation: " + fused);

    // What is computed after the normalisation can not be added by it.
    ProgramBuilder c = new ProgramBuilder();
    Value y = c.input(TensorType.f32(4, 3));
    Value beta = c.input(TensorType.f32(3));
    List<Value> m = c.emit(new BatchNormTraining(1e-3), List.of(y, beta, beta));
    c.output(c.emit(Activation.of(ActivationFn.RELU), c.add(m.get(0), c.neg(m.get(0)))));
    assertEquals(4, Fusion.apply(c.build(), (o, types) -> true).nodes().size());
    assertEquals(late.type(), early.type());
  }

  @Test
  void gradientsAreWrittenIntoTheFlatVectorAndUpdatesIntoTheParameters() {
    ProgramBuilder b = new ProgramBuilder();
    Value params = b.input(TensorType.f32(10));
    Value rate = b.input(TensorType.f32());
    Value w = b.reshape(b.emit(new Crop(List.of(0), Shape.of(6)), params), Shape.of(2, 3));
    Value bias = b.emit(new Crop(List.of(6), Shape.of(4)), params);
    Value dw = b.reshape(b.transpose(b.transpose(w, 1, 0), 1, 0), Shape.of(6));
    Value db = b.neg(bias);
    Value grads = b.emit(new Concat(0), dw, db);
    b.update(params, b.emit(new SgdUpdate(0, false), params, grads, rate));
    Program p = b.build();
    MemoryPlan plan = MemoryPlan.of(p, new long[p.nodes().size()], 4);
    assertEquals(new Location(Location.Kind.INPUT, 0, 24), plan.location(bias));
    assertEquals(plan.location(grads), plan.location(dw));
    assertEquals(plan.location(grads).plus(24), plan.location(db));
    assertEquals(new Location(Location.Kind.INPUT, 0, 0), plan.location(p.outputs().get(0)));
    assertEquals(List.of(), plan.lastCopies());
    for (int i = 0; i < p.nodes().size(); i++) {
      assertEquals(List.of(), plan.copies(i));
    }
  }

  @Test
  void memoryOfDeadValuesIsUsedAgain() {
    ProgramBuilder b = new ProgramBuilder();
    Value v = b.input(TensorType.f32(8, 8));
    for (int i = 0; i < 20; i++) {
      v = b.transpose(v, 1, 0);
    }
    b.output(v);
    Program p = b.build();
    assertEquals(2 * 256, MemoryPlan.of(p, new long[20], 64).arenaBytes());
    assertEquals(2 * 256, MemoryPlan.of(p, new long[20], 64).leastBytes());
    // In pieces of 320 bytes the second value begins with the second piece.
    MemoryPlan pieces = MemoryPlan.of(p, new long[20], 64, 320);
    assertEquals(576, pieces.arenaBytes());
    for (Program.Node n : p.nodes().subList(0, 19)) {
      long at = pieces.location(n.outputs().get(0)).offset();
      assertTrue(at % 320 + 256 <= 320, () -> "a value lies across the end of a piece: " + at);
    }
  }

  @Test
  void aProgramDefinesBeforeUseAndUpdatesAlikeTypes() {
    Value a = new Value(0, TensorType.f32(2));
    Value c = new Value(1, TensorType.f32(3));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Program(List.of(a), List.of(), List.of(c), Map.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Program(List.of(a, c), List.of(), List.of(a), Map.of(0, 1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Program(List.of(a, a), List.of(), List.of(a), Map.of()));
  }
}
