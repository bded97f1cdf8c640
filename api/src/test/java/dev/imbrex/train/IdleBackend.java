package dev.imbrex.train;

import dev.imbrex.op.Op;
import dev.imbrex.program.Program;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.DeviceKind;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.Support;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** A backend that computes nothing and counts what it is asked for. */
final class IdleBackend implements Backend {
  int allocations;
  int compilations;
  int bindings;
  int runs;
  int writes;

  @Override
  public DeviceInfo device() {
    return new DeviceInfo(
        "idle", "idle", "test", DeviceKind.CPU, 1L << 30, 1L << 30, 64, "1", Map.of());
  }

  @Override
  public Support supports(Op op, List<TensorType> inputs) {
    return Support.NATIVE;
  }

  @Override
  public Executable compile(Program program, CompileOptions options) {
    compilations++;
    return new Executable() {
      @Override
      public long arenaBytes() {
        return 64;
      }

      @Override
      public Invocation bind(List<Slice> inputs, List<Slice> outputs, Slice arena) {
        bindings++;
        return () -> runs++;
      }

      @Override
      public String explain() {
        return "idle";
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Buffer allocate(long bytes) {
    allocations++;
    return new Buffer() {
      @Override
      public long bytes() {
        return bytes;
      }

      @Override
      public void write(long at, ByteBuffer src) {
        writes++;
        src.position(src.limit());
      }

      @Override
      public void read(long at, ByteBuffer dst) {
        dst.position(dst.limit());
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void synchronize() {}

  @Override
  public long allocatedBytes() {
    return 0;
  }

  @Override
  public int openHandles() {
    return 0;
  }

  @Override
  public void close() {}
}
