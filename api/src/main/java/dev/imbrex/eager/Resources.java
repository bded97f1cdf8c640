package dev.imbrex.eager;

import dev.imbrex.op.Op;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a scope holds on the device. Knows neither the scope nor its tensors, so that these can be
 * found lost.
 */
final class Resources implements Runnable {
  private static final int MAX_COMPILED = 128;

  /** What an op is compiled for. */
  private record Key(Op op, List<TensorType> inputs) {}

  private record Compiled(Program program, Executable executable) {}

  /** Memory with a tensor in it. */
  record Result(Buffer buffer, TensorType type) {}

  private final Backend backend;
  private final List<Buffer> buffers = new ArrayList<>();
  private final Map<Key, Compiled> compiled = new LinkedHashMap<>(16, 0.75f, true);
  private volatile boolean closed;
  private boolean inTime;

  Resources(Backend backend) {
    this.backend = backend;
  }

  Backend backend() {
    return backend;
  }

  synchronized Buffer upload(HostTensor elements) {
    requireOpen();
    Buffer b = allocate(elements.type());
    b.write(0, elements.buffer());
    return b;
  }

  synchronized HostTensor download(Buffer buffer, TensorType type) {
    requireOpen();
    HostTensor t = HostTensor.zeros(type);
    buffer.read(0, t.buffer());
    return t;
  }

  synchronized List<Result> run(Op op, List<Tensor> inputs) {
    requireOpen();
    List<Slice> in = new ArrayList<>();
    for (Tensor t : inputs) {
      t.scope().resources().requireOpen();
      in.add(new Slice(t.buffer(), 0, t.type().bytes()));
    }
    Compiled c = compiled(new Key(op, inputs.stream().map(Tensor::type).toList()));
    List<Result> results = new ArrayList<>();
    List<Slice> out = new ArrayList<>();
    for (TensorType type : c.program.outputTypes()) {
      Buffer b = allocate(type);
      results.add(new Result(b, type));
      out.add(new Slice(b, 0, type.bytes()));
    }
    try (Buffer arena = backend.allocate(Math.max(4, c.executable.arenaBytes()));
        Invocation run = c.executable.bind(in, out, Slice.of(arena))) {
      run.run();
    }
    return results;
  }

  private Buffer allocate(TensorType type) {
    Buffer b = backend.allocate(type.bytes());
    buffers.add(b);
    return b;
  }

  private Compiled compiled(Key key) {
    Compiled c = compiled.get(key);
    if (c == null) {
      ProgramBuilder b = new ProgramBuilder();
      b.emit(key.op, key.inputs.stream().map(b::input).toList()).forEach(b::output);
      Program program = b.build();
      c = new Compiled(program, backend.compile(program, CompileOptions.DEFAULT));
      compiled.put(key, c);
      if (compiled.size() > MAX_COMPILED) {
        Key oldest = compiled.keySet().iterator().next();
        Compiled dropped = compiled.remove(oldest);
        if (dropped != null) {
          dropped.executable.close();
        }
      }
    }
    return c;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "The scope of this tensor is closed; use tensors before the end of their scope.");
    }
  }

  boolean isOpen() {
    return !closed;
  }

  /** Says that what follows is an orderly end. */
  synchronized void closedInTime() {
    inTime = true;
  }

  @Override
  public synchronized void run() {
    closed = true;
    if (!inTime) {
      System.getLogger(Scope.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "A scope with {0} tensors was never closed; use try-with-resources.",
              buffers.size());
    }
    compiled.values().forEach(c -> c.executable.close());
    compiled.clear();
    buffers.forEach(Buffer::close);
    buffers.clear();
  }
}
