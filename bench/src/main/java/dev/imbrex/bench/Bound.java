package dev.imbrex.bench;

import dev.imbrex.backend.Backends;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.Value;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.program.Work;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A program of one op on a device, with its memory bound and filled, ready to be run. */
public final class Bound implements AutoCloseable {
  private final Backend device;
  private final Executable executable;
  private final Invocation invocation;
  private final List<Slice> made;
  private final Work work;

  private Bound(
      Backend device, Executable executable, Invocation invocation, List<Slice> made, Work work) {
    this.device = device;
    this.executable = executable;
    this.invocation = invocation;
    this.made = made;
    this.work = work;
  }

  /**
   * Prepares an op for inputs of these types.
   *
   * @param backend as {@code -Dimbrex.backend} has it
   */
  static Bound of(String backend, Op op, TensorType... inputs) {
    return of(backend, op, Stream.of(inputs).map(Bound::numbers).toList());
  }

  /**
   * Prepares an op for these inputs.
   *
   * @param backend as {@code -Dimbrex.backend} has it
   */
  public static Bound of(String backend, Op op, List<HostTensor> inputs) {
    List<TensorType> types = inputs.stream().map(HostTensor::type).toList();
    ProgramBuilder b = new ProgramBuilder();
    List<Value> in = types.stream().map(b::input).toList();
    List<Value> out = b.emit(op, in);
    out.forEach(b::output);
    Program program = b.build();
    Backend device = Backends.select(backend);
    Executable executable = device.compile(program, CompileOptions.DEFAULT);
    List<Slice> given = new ArrayList<>();
    for (HostTensor t : inputs) {
      Buffer memory = device.allocate(t.type().bytes());
      memory.write(0, t.buffer());
      given.add(Slice.of(memory).part(0, t.type().bytes()));
    }
    List<Slice> made = new ArrayList<>();
    for (Value v : out) {
      made.add(Slice.of(device.allocate(v.type().bytes())).part(0, v.type().bytes()));
    }
    Slice arena = Slice.of(device.allocate(Math.max(4, executable.arenaBytes())));
    Work work = Work.of(op, types, program.outputTypes());
    return new Bound(device, executable, executable.bind(given, made, arena), made, work);
  }

  /**
   * Prepares a convolution or a matrix product.
   *
   * @param backend as {@code -Dimbrex.backend} has it
   */
  public static Bound of(String backend, KernelTask task) {
    if (task instanceof KernelTask.MatrixProduct p) {
      TensorType a = TensorType.f32(p.m(), p.k());
      return of(backend, new MatMul(false, false), a, TensorType.f32(p.k(), p.n()));
    }
    KernelTask.Convolution c = (KernelTask.Convolution) task;
    LayerShape s = c.layer();
    TensorType x = s.picture(c.batch());
    TensorType y = s.result(c.batch());
    return switch (c.direction()) {
      case FORWARD -> of(backend, new Conv2d(s.window(), 1), x, s.filter());
      case INPUT_GRADIENT ->
          of(backend, new Conv2dInputGrad(s.window(), 1, s.size(), s.size()), y, s.filter());
      case FILTER_GRADIENT -> of(backend, new Conv2dFilterGrad(s.window(), 1), x, y);
    };
  }

  /** Returns the floating-point operations and the bytes of a run. */
  public Work work() {
    return work;
  }

  /** Small numbers, none of them zero or subnormal: some processors take longer over those. */
  private static HostTensor numbers(TensorType type) {
    HostTensor values = HostTensor.zeros(type);
    for (int i = 0; i < type.shape().intSize(); i++) {
      values.set(i, type.dtype().isFloat() ? (1 + i % 7) / 8.0 : i % 2);
    }
    return values;
  }

  /** Runs it once and waits for it. */
  public void run(Rate rate) {
    run(1);
    rate.add(work.flops(), work.bytes());
  }

  /** Runs it several times, one after the other, and waits for the last. */
  public void run(int times) {
    for (int i = 0; i < times; i++) {
      invocation.run();
    }
    device.synchronize();
  }

  /** Reads the first output of the last run. */
  public float[] output() {
    Slice first = made.get(0);
    ByteBuffer bytes = ByteBuffer.allocate((int) first.bytes()).order(ByteOrder.nativeOrder());
    first.buffer().read(first.offset(), bytes);
    float[] values = new float[bytes.flip().remaining() / 4];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  @Override
  public void close() {
    executable.close();
    device.close();
  }
}
