package dev.imbrex.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.op.CoreOp;
import dev.imbrex.op.Value;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AutodiffTest {

  @Test
  void everyCoreOpHasAGradientRule() {
    assertEquals(Set.of(CoreOp.class.getPermittedSubclasses()), Set.copyOf(Autodiff.ruled()));
  }

  @Test
  void gradientsOfSharedValuesAddUp() {
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(TensorType.f32(3));
    Value y = b.input(TensorType.f32(3));
    Value unused = b.input(TensorType.f32(2));
    Value loss = b.sumAll(b.add(b.mul(x, y), b.mul(x, 3)));
    Autodiff.gradients(b, loss, List.of(x, y, unused)).forEach(b::output);
    HostTensor hx = HostTensor.of(Shape.of(3), 1, 2, 3);
    HostTensor hy = HostTensor.of(Shape.of(3), 5, 7, 11);
    HostTensor hu = HostTensor.of(Shape.of(2), 1, 1);
    List<HostTensor> g = new Interpreter(Arithmetic.ROUNDED).run(b.build(), List.of(hx, hy, hu));
    assertEquals("[8.0, 10.0, 14.0]", Arrays.toString(g.get(0).toFloats()));
    assertEquals("[1.0, 2.0, 3.0]", Arrays.toString(g.get(1).toFloats()));
    assertEquals("[0.0, 0.0]", Arrays.toString(g.get(2).toFloats()));
  }

  @Test
  void onlyAFloatingPointScalarHasGradients() {
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(TensorType.f32(3));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Autodiff.gradients(b, x, List.of(x)));
    assertTrue(e.getMessage().contains("scalar"), e.getMessage());
  }
}
