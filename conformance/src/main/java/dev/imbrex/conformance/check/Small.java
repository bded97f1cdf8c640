package dev.imbrex.conformance.check;

import dev.imbrex.op.Value;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.spi.Buffer;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Small programs and memory helpers for checks of the contract. */
final class Small {
  private Small() {}

  /** Returns x -> 2 x + 1 for n elements. */
  static Program twicePlusOne(int n) {
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(TensorType.f32(n));
    b.output(b.add(b.mul(x, 2), 1));
    return b.build();
  }

  /** Returns (x, y) -> x := y, y := x, both in place. */
  static Program swap(int n) {
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(TensorType.f32(n));
    Value y = b.input(TensorType.f32(n));
    b.update(x, y);
    b.update(y, x);
    return b.build();
  }

  static void write(Buffer to, long at, float... values) {
    ByteBuffer b = ByteBuffer.allocate(4 * values.length).order(ByteOrder.nativeOrder());
    b.asFloatBuffer().put(values);
    to.write(at, b);
  }

  static float[] read(Buffer from, long at, int n) {
    ByteBuffer b = ByteBuffer.allocate(4 * n).order(ByteOrder.nativeOrder());
    from.read(at, b);
    b.rewind();
    float[] values = new float[n];
    b.asFloatBuffer().get(values);
    return values;
  }
}
