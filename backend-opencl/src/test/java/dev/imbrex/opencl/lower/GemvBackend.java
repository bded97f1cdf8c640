package dev.imbrex.opencl.lower;

import dev.imbrex.conformance.check.DeviceRun;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.reference.Arithmetic;
import dev.imbrex.reference.Interpreter;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.spi.support.KernelTable;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A device on which products of few rows are cut in any way, and lie anywhere in memory. */
final class GemvBackend extends SessionBackend {
  /** So many floats are around results, or before inputs at least: no vector divides them. */
  private static final int GAP = 19;

  /** Small buffers are as large as they are asked to be in multiples of so many floats. */
  private static final int CLASS = 64;

  private final List<Buffer> owned = new ArrayList<>();

  GemvBackend(Session session) {
    super(session, new KernelTable());
  }

  /**
   * Multiplies small integers, alone and with bias, activation and its argument; throws where a
   * result is not exact, or is another when it is computed again, or memory is written that is no
   * result.
   */
  void requireExact(Random random, GemvTile tile, boolean ta, boolean tb, int m, int n, int k) {
    HostTensor a = integers(random, ta ? TensorType.f32(k, m) : TensorType.f32(m, k));
    HostTensor b = integers(random, tb ? TensorType.f32(n, k) : TensorType.f32(k, n));
    HostTensor bias = integers(random, TensorType.f32(n));
    MatMul plain = new MatMul(ta, tb);
    List<TensorType> in = List.of(a.type(), b.type());
    requireExact(plain, Products.matMul(plain, in, plain.infer(in)), tile, List.of(a, b));
    MatMulBiasActivation fused =
        new MatMulBiasActivation(ta, tb, Activation.of(ActivationFn.RELU), true);
    List<TensorType> three = List.of(a.type(), b.type(), bias.type());
    requireExact(
        fused, Products.matMul(fused, three, fused.infer(three)), tile, List.of(a, b, bias));
  }

  private void requireExact(Op op, Products.Job job, GemvTile tile, List<HostTensor> inputs) {
    ProgramBuilder builder = new ProgramBuilder();
    List<Value> in = inputs.stream().map(t -> builder.input(t.type())).toList();
    builder.emit(op, in).forEach(builder::output);
    Program program = builder.build();
    List<HostTensor> expected = new Interpreter(Arithmetic.FLOAT64).run(program, inputs);
    try (Kernel kernel = Gemv.of(session(), job, tile)) {
      long scratch = (kernel.scratchBytes() + 3) / 4;
      for (int pattern : new int[] {DeviceRun.POISON, DeviceRun.STALE}) {
        Image image = new Image(pattern);
        inputs.forEach(image::place);
        expected.forEach(image::leave);
        image.run(kernel, inputs.size(), scratch);
        image.requireResults(
            inputs, expected, op + " of " + program.inputTypes() + " by " + tile.text());
      }
    }
  }

  /**
   * Returns memory that nothing has used before: in blocks that are used again, Oclgrind takes what
   * has been written since for uninitialised.
   */
  private Buffer own(long floats) {
    Buffer b = allocate(4 * floats);
    owned.add(b);
    return b;
  }

  /**
   * The memory of a run: inputs at the very end of a buffer each, so that a look behind one is seen
   * where somebody watches, and results with a pattern around them.
   */
  private final class Image {
    private final List<float[]> contents = new ArrayList<>();
    private final List<Integer> at = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();
    private final float pattern;

    Image(int pattern) {
      this.pattern = Float.intBitsToFloat(pattern);
    }

    void place(HostTensor t) {
      float[] values = t.toFloats();
      int size = (values.length + GAP + CLASS - 1) / CLASS * CLASS;
      add(size - values.length, size, values);
    }

    void leave(HostTensor t) {
      float[] unknown = new float[t.type().shape().intSize()];
      Arrays.fill(unknown, pattern);
      add(GAP, unknown.length + 2 * GAP, unknown);
    }

    private void add(int place, int size, float[] values) {
      contents.add(around(place, size, values));
      at.add(place);
      lengths.add(values.length);
    }

    private float[] around(int place, int size, float[] values) {
      float[] all = new float[size];
      Arrays.fill(all, pattern);
      System.arraycopy(values, 0, all, place, values.length);
      return all;
    }

    /** Runs a kernel and takes what memory holds then. */
    void run(Kernel kernel, int inputs, long scratchFloats) {
      List<Buffer> buffers = new ArrayList<>();
      Slice temporary = Slice.of(own(Math.max(1, scratchFloats)));
      List<Slice> slices = new ArrayList<>();
      for (int i = 0; i < contents.size(); i++) {
        float[] values = contents.get(i);
        ByteBuffer bytes = bytes(values.length);
        bytes.asFloatBuffer().put(values);
        Buffer b = own(values.length);
        buffers.add(b);
        b.write(0, bytes);
        slices.add(new Slice(b, 4L * at.get(i), 4L * lengths.get(i)));
      }
      try (var bound =
          kernel.bind(
              slices.subList(0, inputs), slices.subList(inputs, slices.size()), temporary)) {
        bound.run();
        for (int i = 0; i < contents.size(); i++) {
          ByteBuffer bytes = bytes(contents.get(i).length);
          buffers.get(i).read(0, bytes);
          bytes.clear();
          bytes.asFloatBuffer().get(contents.get(i));
        }
      }
    }

    private ByteBuffer bytes(int floats) {
      return ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.nativeOrder());
    }

    void requireResults(List<HostTensor> inputs, List<HostTensor> results, String what) {
      for (int i = 0; i < contents.size(); i++) {
        boolean in = i < inputs.size();
        HostTensor t = in ? inputs.get(i) : results.get(i - inputs.size());
        float[] got = contents.get(i);
        float[] wanted = around(at.get(i), got.length, t.toFloats());
        for (int k = 0; k < got.length; k++) {
          // Zeros may have either sign; the pattern may be a NaN.
          if (wanted[k] != got[k]
              && Float.floatToRawIntBits(wanted[k]) != Float.floatToRawIntBits(got[k])) {
            throw new AssertionError(
                "%s: element %d of %s is %s, not %s."
                    .formatted(
                        what,
                        k - at.get(i),
                        in ? "input " + i : "result " + (i - inputs.size()),
                        got[k],
                        wanted[k]));
          }
        }
      }
    }
  }

  @Override
  protected void releaseDevice() {
    owned.forEach(Buffer::close);
    super.releaseDevice();
  }
}
