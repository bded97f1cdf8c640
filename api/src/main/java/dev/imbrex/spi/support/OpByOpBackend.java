package dev.imbrex.spi.support;

import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.Op;
import dev.imbrex.op.Value;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.OpWays;
import dev.imbrex.spi.OutOfDeviceMemoryException;
import dev.imbrex.spi.Support;
import dev.imbrex.spi.UnsupportedOpException;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A backend that runs programs op by op, with a kernel for each.
 *
 * <p>A subclass brings the kernels, the memory and {@link #synchronize}, and a clock of its own
 * ({@link #stepClock}) if its work goes on when a call has returned. Work that is only enqueued by
 * an invocation must be enqueued in order.
 */
public abstract class OpByOpBackend implements Backend {
  private final DeviceInfo device;
  private final KernelTable kernels;
  private final DeviceBooks books;

  /** Creates the backend of a device, run by these kernels. */
  protected OpByOpBackend(DeviceInfo device, KernelTable kernels) {
    this.device = device;
    this.kernels = kernels;
    this.books = new DeviceBooks(device.id());
  }

  /**
   * Allocates memory.
   *
   * @param bytes a multiple of 4, at least 4, at most {@link DeviceInfo#maxBufferBytes}
   * @throws OutOfDeviceMemoryException if there is not enough
   */
  protected abstract TrackedBuffer newBuffer(long bytes);

  /**
   * Returns the largest tensor in bytes, where buffers may be larger because the backend makes them
   * of several pieces of this size: no value lies across the end of a piece.
   */
  protected long largestTensorBytes() {
    return device.maxBufferBytes();
  }

  /** Makes the kernel that copies bytes, a multiple of 4, from its one input to its one output. */
  protected abstract Kernel newCopyKernel(long bytes);

  /**
   * Makes the clock of an invocation that is measured. This one looks at the host's clock, which is
   * right where a step is done when its call returns; a device with a queue brings one of its own.
   *
   * @param steps how many steps the invocation has
   */
  protected StepClock stepClock(int steps) {
    return new HostClock(steps);
  }

  /** Frees what the device holds besides buffers and kernels; called once, at the end of close. */
  protected abstract void releaseDevice();

  @Override
  public final DeviceInfo device() {
    return device;
  }

  @Override
  public final Support supports(Op op, List<TensorType> inputs) {
    op.infer(inputs);
    if (kernels.supports(op, inputs)) {
      return Support.NATIVE;
    }
    return op instanceof CompositeOp && partsSupported((CompositeOp) op, inputs)
        ? Support.DECOMPOSE
        : Support.UNSUPPORTED;
  }

  /**
   * Returns the way to run an op that measuring has shown to be the best, by its name; one that
   * there is not, or no longer, is passed over. Who compiles with {@link
   * CompileOptions#withImplementation} or {@link CompileOptions#withWays} gets that where there is
   * it.
   */
  protected Optional<String> preferred(Op op, List<TensorType> inputs) {
    return Optional.empty();
  }

  /**
   * Called with a program as it will be run, before its kernels are made: the moment to find out
   * what {@link #preferred} is to say of its ops.
   */
  protected void prepare(Program lowered) {}

  /**
   * Returns the name by which {@link Executable#ways} tells of the way that an op is run in, such
   * that whoever asks for it later gets the same bits, whatever is usual then.
   *
   * @param taken the name of the way; empty for the usual one
   * @return empty where there is no other way
   */
  protected Optional<String> lasting(Op op, List<TensorType> inputs, Optional<String> taken) {
    return taken.or(() -> kernels.implementations(op, inputs).stream().findFirst());
  }

  /**
   * Returns for which devices the names of ways are, as {@link OpWays#device} tells: here, for all
   * of this provider. Where ways suit one device only, it says which.
   */
  protected String waysOf() {
    return device.id().replaceFirst(":.*", "");
  }

  /** Returns what is made of a program before its ops get kernels. */
  protected final Program lowered(Program program, CompileOptions options) {
    return Lowering.apply(program, kernels::supports, options);
  }

  /** Returns how an op is run by {@link #preferred}; empty for the usual way. */
  final Optional<String> chosen(Op op, List<TensorType> inputs) {
    return preferred(op, inputs).filter(name -> kernels.offers(op, inputs, name));
  }

  @Override
  public final List<String> implementations(Op op, List<TensorType> inputs) {
    op.infer(inputs);
    List<String> names = kernels.implementations(op, inputs);
    Optional<String> first = names.isEmpty() ? Optional.empty() : chosen(op, inputs);
    return first
        .map(f -> Stream.concat(Stream.of(f), names.stream()).distinct().toList())
        .orElse(names);
  }

  private boolean partsSupported(CompositeOp op, List<TensorType> inputs) {
    ProgramBuilder b = new ProgramBuilder();
    List<Value> in = inputs.stream().map(b::input).toList();
    op.decompose(b, in);
    return b.nodes().stream()
        .allMatch(n -> supports(n.op(), n.inputTypes()) != Support.UNSUPPORTED);
  }

  @Override
  public final Executable compile(Program program, CompileOptions options) {
    books.requireOpen();
    Program p = lowered(program, options);
    for (Program.Node n : p.nodes()) {
      if (!kernels.supports(n.op(), n.inputTypes())) {
        throw new UnsupportedOpException(
            device.id()
                + " does not support "
                + n.op()
                + " of "
                + n.inputTypes()
                + (n.source().isEmpty() ? "" : ", needed by " + n.source())
                + "; choose another backend or another element type.");
      }
    }
    requireTensorsFit(p);
    prepare(p);
    OpByOpExecutable e = new OpByOpExecutable(this, p, kernels, options);
    if (e.arenaBytes() > device.maxBufferBytes()) {
      e.close();
      throw outOfMemory(e.arenaBytes(), "the temporary values of a program");
    }
    return e;
  }

  private void requireTensorsFit(Program p) {
    for (Program.Node n : p.nodes()) {
      for (TensorType t : n.outputTypes()) {
        if (t.bytes() > largestTensorBytes()) {
          throw new OutOfDeviceMemoryException(
              t.bytes(),
              allocatedBytes(),
              device.memoryBytes(),
              largestTensorBytes(),
              n.op().name() + " of " + (n.source().isEmpty() ? t : n.source() + ", " + t));
        }
      }
    }
  }

  @Override
  public final Buffer allocate(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("A buffer has at least 1 byte, but got " + bytes + ".");
    }
    books.requireOpen();
    if (bytes > device.maxBufferBytes()) {
      throw outOfMemory(bytes, "a buffer");
    }
    TrackedBuffer b = newBuffer((bytes + 3) / 4 * 4);
    books.opened(b, b.bytes());
    return b;
  }

  /** Returns the exception that says how much was asked for and how much there is. */
  protected final OutOfDeviceMemoryException outOfMemory(long asked, String purpose) {
    return new OutOfDeviceMemoryException(
        asked, allocatedBytes(), device.memoryBytes(), device.maxBufferBytes(), purpose);
  }

  @Override
  public long allocatedBytes() {
    return books.bytes();
  }

  @Override
  public final int openHandles() {
    return books.handles();
  }

  /** Throws if the backend is closed. */
  protected final void requireOpen() {
    books.requireOpen();
  }

  final DeviceBooks books() {
    return books;
  }

  @Override
  public final void close() {
    boolean first = books.shut(this::closeQuietly);
    if (first) {
      releaseDevice();
    }
  }

  private void closeQuietly(AutoCloseable handle) {
    try {
      handle.close();
    } catch (Exception e) {
      System.getLogger(OpByOpBackend.class.getName())
          .log(System.Logger.Level.WARNING, "Closing " + handle + " of " + device.id(), e);
    }
  }
}
