package dev.imbrex.conformance.contract;

import dev.imbrex.conformance.judge.Violation;
import dev.imbrex.op.Op;
import dev.imbrex.program.Program;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Support;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A backend that throws {@link Violation} as soon as its user or the backend behind it breaks the
 * contract: fresh buffers are full of NaN and lie between red zones, slices are checked, nothing is
 * used after close, and nothing is left open at the end.
 */
public final class AssertingBackend implements Backend {
  private final Backend backend;
  private final List<AssertingBuffer> open = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Decorates a backend, which is closed together with this one. */
  public AssertingBackend(Backend backend) {
    this.backend = backend;
  }

  @Override
  public DeviceInfo device() {
    return backend.device();
  }

  @Override
  public Support supports(Op op, List<TensorType> inputs) {
    requireOpen();
    return backend.supports(op, inputs);
  }

  @Override
  public List<String> implementations(Op op, List<TensorType> inputs) {
    requireOpen();
    return backend.implementations(op, inputs);
  }

  @Override
  public Executable compile(Program program, CompileOptions options) {
    requireOpen();
    return new AssertingExecutable(
        program, backend.compile(program, options), device().alignmentBytes());
  }

  @Override
  public Buffer allocate(long bytes) {
    requireOpen();
    AssertingBuffer b = new AssertingBuffer(this, backend, bytes);
    synchronized (open) {
      open.add(b);
    }
    return b;
  }

  void closed(AssertingBuffer b) {
    synchronized (open) {
      open.remove(b);
    }
  }

  private void requireOpen() {
    Violation.unless(!closed.get(), "SPI", "the backend is used after close");
  }

  /** Waits for the device and looks at all red zones. */
  @Override
  public void synchronize() {
    requireOpen();
    backend.synchronize();
    synchronized (open) {
      open.forEach(AssertingBuffer::requireRedZones);
    }
  }

  @Override
  public long allocationBytes(long bytes) {
    return backend.allocationBytes(bytes);
  }

  @Override
  public long allocatedBytes() {
    return backend.allocatedBytes();
  }

  @Override
  public int openHandles() {
    return backend.openHandles();
  }

  /**
   * Closes the backend.
   *
   * @throws Violation if buffers or executables are still open, or a red zone was written to
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      synchronized (open) {
        open.forEach(AssertingBuffer::requireRedZones);
      }
      Violation.unless(
          backend.openHandles() == 0,
          "SPI",
          backend.openHandles() + " buffers or executables are left open at close");
    } finally {
      backend.close();
    }
  }
}
