package dev.imbrex.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.imbrex.op.Concat;
import dev.imbrex.op.Crop;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is copied, and what lies where it is wanted. */
class MemoryPlanTest {

  private static Value part(ProgramBuilder b, Value v, int from, int to) {
    return b.emit(new Crop(List.of(from), Shape.of(to - from)), v);
  }

  private static int copies(Program p) {
    MemoryPlan plan = MemoryPlan.of(p, new long[p.nodes().size()], 64);
    int count = plan.lastCopies().size();
    for (int i = 0; i < p.nodes().size(); i++) {
      count += plan.copies(i).size();
    }
    return count;
  }

  /** Updates a vector in place: these parts of ten elements are doubled, the others stay. */
  private static Program update(int[][] changed, boolean readAfterwards) {
    ProgramBuilder b = new ProgramBuilder();
    Value state = b.input(TensorType.f32(10));
    List<Value> parts = new ArrayList<>();
    int at = 0;
    for (int[] c : changed) {
      if (c[0] > at) {
        parts.add(part(b, state, at, c[0]));
      }
      parts.add(b.mul(part(b, state, c[0], c[1]), 2));
      at = c[1];
    }
    if (at < 10) {
      parts.add(part(b, state, at, 10));
    }
    Value next = b.emit(new Concat(0), parts).get(0);
    if (readAfterwards) {
      b.output(b.sumAll(b.mul(state, next)));
    }
    b.update(state, next);
    return b.build();
  }

  @Test
  void whatStaysInAnInputThatIsUpdatedIsNotCopied() {
    assertEquals(0, copies(update(new int[][] {{4, 10}}, false)));
    assertEquals(0, copies(update(new int[][] {{0, 3}, {5, 7}}, false)));
  }

  @Test
  void whereTheOldValueIsStillReadThereAreCopies() {
    assertFalse(copies(update(new int[][] {{4, 10}}, true)) == 0);
  }

  @Test
  void whatChangesItsPlaceIsCopied() {
    ProgramBuilder b = new ProgramBuilder();
    Value state = b.input(TensorType.f32(10));
    List<Value> swapped = List.of(part(b, state, 5, 10), part(b, state, 0, 5));
    b.update(state, b.emit(new Concat(0), swapped).get(0));
    assertFalse(copies(b.build()) == 0);
  }
}
