package dev.imbrex.opencl;

import dev.imbrex.op.Op;
import dev.imbrex.opencl.lower.ClKernels;
import dev.imbrex.opencl.lower.ProductWays;
import dev.imbrex.opencl.run.ClBuffer;
import dev.imbrex.opencl.run.EventLog;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.opencl.tune.Ways;
import dev.imbrex.program.Program;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.TunedOp;
import dev.imbrex.spi.TuningLevel;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.spi.support.KernelTable;
import dev.imbrex.spi.support.OpByOpBackend;
import dev.imbrex.spi.support.StepClock;
import dev.imbrex.spi.support.TrackedBuffer;
import dev.imbrex.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs programs on an OpenCL device. */
final class OpenClBackend extends OpByOpBackend {
  private final Session session;
  private final Tuning tuning;
  private final KernelTable kernels;

  OpenClBackend(Session session, Tuning tuning) {
    this(session, tuning, ClKernels.table(session));
  }

  private OpenClBackend(Session session, Tuning tuning, KernelTable kernels) {
    super(session.device().info(), kernels);
    this.session = session;
    this.tuning = tuning;
    this.kernels = kernels;
  }

  /** Returns the ways to run an op that are worth being measured, all or a short list. */
  Ways ways(boolean all) {
    ProductWays ways = new ProductWays(kernels, session.device(), all);
    return op ->
        ways.of(op.op(), op.inputs()).stream()
            .map(name -> new Ways.Way(name, ProductWays.isPrecise(name)))
            .toList();
  }

  @Override
  protected Optional<String> preferred(Op op, List<TensorType> inputs) {
    return tuning.way(op, inputs);
  }

  @Override
  protected Optional<String> lasting(Op op, List<TensorType> inputs, Optional<String> taken) {
    return new ProductWays(kernels, session.device(), false).fullName(op, inputs, taken);
  }

  /** Tiles that suit one device may be slow on another, which would do better as usual. */
  @Override
  protected String waysOf() {
    return super.waysOf() + ", " + device().name();
  }

  @Override
  protected void prepare(Program lowered) {
    tuning.prepare(lowered, ways(false));
  }

  @Override
  public List<TunedOp> tune(
      Program program, CompileOptions options, TuningLevel level, Consumer<String> progress) {
    requireOpen();
    Program p = lowered(program, options);
    tuning.tune(p, ways(false), level, progress);
    return tuning.known(p);
  }

  @Override
  public int exportTuning(Path file) throws IOException {
    return tuning.exportTo(file);
  }

  @Override
  public int importTuning(Path file) throws IOException {
    return tuning.importFrom(file);
  }

  Session session() {
    return session;
  }

  @Override
  protected TrackedBuffer newBuffer(long bytes) {
    return new ClBuffer(this, session, bytes);
  }

  @Override
  protected long largestTensorBytes() {
    return session.device().largestTensor();
  }

  @Override
  protected Kernel newCopyKernel(long bytes) {
    return new LaunchKernel(
        "copy", 0, (in, out, scratch, l) -> l.add(session.copy(in.get(0), out.get(0))));
  }

  @Override
  protected StepClock stepClock(int steps) {
    return new EventLog(session, steps);
  }

  @Override
  public List<String> exportKernels(Path folder) throws IOException {
    requireOpen();
    List<String> written = new ArrayList<>(session.exportPrograms(folder));
    // Whoever runs from these programs has to choose the same ones.
    tuning.writeTo(folder).ifPresent(written::add);
    return written.stream().sorted().toList();
  }

  @Override
  public long allocationBytes(long bytes) {
    return ClBuffer.allocationBytes(session, bytes);
  }

  @Override
  public long allocatedBytes() {
    return session.heldBytes();
  }

  @Override
  public void synchronize() {
    requireOpen();
    session.synchronize();
  }

  @Override
  protected void releaseDevice() {
    session.close();
  }
}
