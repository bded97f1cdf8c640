package dev.imbrex.conformance;

import dev.imbrex.op.Op;
import dev.imbrex.program.Program;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Support;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** Hands everything to another backend; broken ones override a method. */
class ForwardingBackend implements Backend {
  protected final Backend good = new OracleBackend(new Fault());

  @Override
  public DeviceInfo device() {
    return good.device();
  }

  @Override
  public Support supports(Op op, List<TensorType> inputs) {
    return good.supports(op, inputs);
  }

  @Override
  public List<String> implementations(Op op, List<TensorType> inputs) {
    return good.implementations(op, inputs);
  }

  @Override
  public Executable compile(Program program, CompileOptions options) {
    return good.compile(program, options);
  }

  @Override
  public Buffer allocate(long bytes) {
    return good.allocate(bytes);
  }

  @Override
  public void synchronize() {
    good.synchronize();
  }

  @Override
  public long allocatedBytes() {
    return good.allocatedBytes();
  }

  @Override
  public int openHandles() {
    return good.openHandles();
  }

  @Override
  public void close() {
    good.close();
  }
}
