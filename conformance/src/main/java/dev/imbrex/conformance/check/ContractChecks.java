package dev.imbrex.conformance.check;

import dev.imbrex.conformance.cases.Fills;
import dev.imbrex.conformance.contract.AssertingBackend;
import dev.imbrex.conformance.judge.Violation;
import dev.imbrex.op.MaxPool2dGrad;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Value;
import dev.imbrex.op.Window;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.OutOfDeviceMemoryException;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Part 6: who owns what, and what is refused. */
final class ContractChecks {
  private static final String RULE = "SPI";

  private ContractChecks() {}

  static List<Check> all() {
    return List.of(
        single("buffers keep what is written, at any place", ContractChecks::buffersKeep),
        single("a source may be reused once write returns", ContractChecks::sourceIsCopied),
        single("copies beyond a buffer are refused", ContractChecks::copiesAreChecked),
        single("a write is ordered behind earlier work", ContractChecks::writesAreOrdered),
        single("slices that do not fit are refused", ContractChecks::slicesAreChecked),
        single("slices that overlap are refused", ContractChecks::overlapsAreRefused),
        single("an update in place reads old values", ContractChecks::swapInPlace),
        single("inputs and constants may be outputs", ContractChecks::plainOutputs),
        Check.single(
            Part.CONTRACT,
            "an index that names no pixel touches nothing outside",
            "MXG-3",
            ContractChecks::wildIndices),
        single("training writes nothing around its buffers", ContractChecks::redZones),
        single("nothing is used after close", ContractChecks::useAfterClose),
        single("closing a backend closes what is open", ContractChecks::closeOwns),
        single("open handles are counted", ContractChecks::handlesAreCounted),
        single("memory is counted and given back", ContractChecks::memoryIsCounted),
        single("out of memory leaves the backend usable", ContractChecks::outOfMemory));
  }

  private static Check single(String subject, Consumer<Bench> body) {
    return Check.single(Part.CONTRACT, subject, RULE, body);
  }

  private static void expect(float[] expected, float[] actual, String what) {
    Violation.unless(
        Arrays.equals(expected, actual),
        RULE,
        what + ": expected " + Arrays.toString(expected) + ", got " + Arrays.toString(actual));
  }

  private static void buffersKeep(Bench bench) {
    try (Buffer b = bench.shared().allocate(64)) {
      float[] all = new float[16];
      for (int i = 0; i < 16; i++) {
        all[i] = i + 0.5f;
      }
      Small.write(b, 0, all);
      expect(all, Small.read(b, 0, 16), "what was written to a buffer");
      Small.write(b, 20, -1, -2);
      all[5] = -1;
      all[6] = -2;
      expect(all, Small.read(b, 0, 16), "a buffer after a write to its middle");
      expect(new float[] {-2, 7.5f}, Small.read(b, 24, 2), "a read from the middle");
      ByteBuffer direct = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
      direct.putFloat(0, 9).putFloat(4, 10);
      b.write(0, direct.asReadOnlyBuffer());
      ByteBuffer part = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
      b.read(0, part.duplicate().position(4).limit(12));
      Violation.unless(
          part.getFloat(4) == 9 && part.getFloat(8) == 10 && part.getInt(12) == 0,
          RULE,
          "a read must fill its target from position to limit");
    }
  }

  private static void sourceIsCopied(Bench bench) {
    try (Buffer b = bench.shared().allocate(4096)) {
      ByteBuffer source = ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());
      for (int i = 0; i < 1024; i++) {
        source.putFloat(4 * i, i);
      }
      b.write(0, source.duplicate().order(ByteOrder.nativeOrder()));
      for (int i = 0; i < 1024; i++) {
        source.putFloat(4 * i, -1);
      }
      expect(new float[] {0, 1, 2}, Small.read(b, 0, 3), "a buffer whose source was changed later");
      expect(new float[] {1023}, Small.read(b, 4092, 1), "its last element");
    }
  }

  private static void copiesAreChecked(Bench bench) {
    try (Buffer b = bench.shared().allocate(16)) {
      Class<IndexOutOfBoundsException> e = IndexOutOfBoundsException.class;
      Refusals.require(
          e, RULE, "a write beyond the end", () -> b.write(4, ByteBuffer.allocate(16)));
      Refusals.require(e, RULE, "a read beyond the end", () -> b.read(0, ByteBuffer.allocate(20)));
      Refusals.require(
          e, RULE, "a read before the start", () -> b.read(-4, ByteBuffer.allocate(4)));
      Refusals.require(
          e, RULE, "a write at 2, no multiple of 4", () -> b.write(2, ByteBuffer.allocate(4)));
    }
    Refusals.require(
        IllegalArgumentException.class,
        RULE,
        "an allocation of 0 bytes",
        () -> bench.shared().allocate(0));
  }

  private static void writesAreOrdered(Bench bench) {
    try (Bound p = new Bound(bench.shared(), Small.twicePlusOne(4))) {
      for (int i = 0; i < 20; i++) {
        Small.write(p.memory, p.input(0), i, i + 1, i + 2, i + 3);
        p.invocation.run();
        Small.write(p.memory, p.input(0), 0, 0, 0, 0);
        expect(
            new float[] {2 * i + 1, 2 * i + 3, 2 * i + 5, 2 * i + 7},
            Small.read(p.memory, p.output(0), 4),
            "the result of a run whose input was overwritten behind it");
      }
    }
  }

  private static void slicesAreChecked(Bench bench) {
    Backend backend = bench.shared();
    try (Executable e = backend.compile(Small.twicePlusOne(4), CompileOptions.DEFAULT);
        Buffer b = backend.allocate(4096 + e.arenaBytes())) {
      Slice in = new Slice(b, 0, 16);
      Slice out = new Slice(b, 1024, 16);
      Slice arena = new Slice(b, 2048, Math.max(4, e.arenaBytes()));
      runOnce(e, List.of(in), List.of(out), arena);
      closedTwice(e.bind(List.of(in), List.of(out), arena));
      runOnce(e, List.of(in), List.of(out), arena);
      refuse("too few inputs", e, List.of(), List.of(out), arena);
      refuse("too many inputs", e, List.of(in, in), List.of(out), arena);
      refuse("too many outputs", e, List.of(in), List.of(out, new Slice(b, 512, 16)), arena);
      refuse("an input that is too small", e, List.of(new Slice(b, 0, 12)), List.of(out), arena);
      refuse("an input that is too large", e, List.of(new Slice(b, 0, 20)), List.of(out), arena);
      refuse("an output that is too small", e, List.of(in), List.of(new Slice(b, 1024, 8)), arena);
      if (e.arenaBytes() > 4) {
        refuse("too small an arena", e, List.of(in), List.of(out), new Slice(b, 2048, 4));
      }
    }
  }

  private static void runOnce(Executable e, List<Slice> in, List<Slice> out, Slice arena) {
    try (Invocation run = e.bind(in, out, arena)) {
      run.run();
    }
  }

  /** Closing an invocation frees what is its own: others of the executable go on. */
  private static void closedTwice(Invocation run) {
    run.run();
    run.close();
    run.close();
  }

  private static void refuse(
      String what, Executable e, List<Slice> in, List<Slice> out, Slice arena) {
    Refusals.require(
        IllegalArgumentException.class, RULE, "bind with " + what, () -> e.bind(in, out, arena));
  }

  private static void overlapsAreRefused(Bench bench) {
    Backend backend = bench.shared();
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(TensorType.f32(4));
    b.output(b.neg(x));
    b.output(b.add(x, 1));
    Value y = b.input(TensorType.f32(4));
    b.update(y, b.add(y, 2));
    try (Executable e = backend.compile(b.build(), CompileOptions.DEFAULT);
        Buffer m = backend.allocate(4096 + e.arenaBytes())) {
      Slice in = new Slice(m, 0, 16);
      Slice updated = new Slice(m, 256, 16);
      Slice out = new Slice(m, 512, 16);
      Slice other = new Slice(m, 768, 16);
      Slice arena = new Slice(m, 2048, Math.max(4, e.arenaBytes()));
      List<Slice> ins = List.of(in, updated);
      runOnce(e, ins, List.of(out, other, updated), arena);
      refuse("an output over an input", e, ins, List.of(in, other, updated), arena);
      refuse("two outputs at one place", e, ins, List.of(out, out, updated), arena);
      Slice half = new Slice(m, 520, 16);
      refuse("outputs that overlap by half", e, ins, List.of(out, half, updated), arena);
      Slice elsewhere = new Slice(m, 1024, 16);
      refuse("an update that is elsewhere", e, ins, List.of(out, other, elsewhere), arena);
      if (e.arenaBytes() > 0) {
        refuse("an output in the arena", e, ins, List.of(arena.part(0, 16), other, updated), arena);
      }
    }
  }

  private static void swapInPlace(Bench bench) {
    try (Bound p = new Bound(bench.shared(), Small.swap(3))) {
      Small.write(p.memory, p.input(0), 1, 2, 3);
      Small.write(p.memory, p.input(1), 4, 5, 6);
      p.invocation.run();
      expect(new float[] {4, 5, 6}, Small.read(p.memory, p.input(0), 3), "x after x, y := y, x");
      expect(new float[] {1, 2, 3}, Small.read(p.memory, p.input(1), 3), "y after x, y := y, x");
    }
  }

  private static void plainOutputs(Bench bench) {
    ProgramBuilder b = new ProgramBuilder();
    Value x = b.input(TensorType.f32(3));
    Value unused = b.input(TensorType.f32(2));
    Value y = b.neg(x);
    b.output(x);
    b.output(y);
    b.output(y);
    b.output(b.broadcast(b.scalar(x, 7), Shape.of(3)));
    b.output(b.reshape(x, Shape.of(1, 3)));
    b.neg(unused);
    try (Bound p = new Bound(bench.shared(), b.build())) {
      Small.write(p.memory, p.input(0), 1, 2, 3);
      p.invocation.run();
      float[][] expected = {{1, 2, 3}, {-1, -2, -3}, {-1, -2, -3}, {7, 7, 7}, {1, 2, 3}};
      for (int o = 0; o < expected.length; o++) {
        expect(expected[o], Small.read(p.memory, p.output(o), 3), "output " + o);
      }
    }
  }

  /** Red zones show what is touched; the result itself is not specified. */
  private static void wildIndices(Bench bench) {
    Window w = Window.of(2, 2, Padding.SAME);
    TensorType index = TensorType.i32(1, 3, 3, 2);
    ProgramBuilder b = new ProgramBuilder();
    Value dy = b.input(TensorType.f32(index.shape()));
    b.output(b.emit(new MaxPool2dGrad(w, false, 5, 5), dy, b.input(index)));
    SplittableRandom random = new SplittableRandom(3);
    HostTensor ones = Fills.constant(1).make(dy.type(), random);
    try (DeviceRun run = new DeviceRun(bench.shared(), b.build(), CompileOptions.DEFAULT)) {
      for (int i = 0; i < 10; i++) {
        run.run(List.of(ones, Fills.words().make(index, random)), DeviceRun.STALE);
      }
    }
  }

  private static void redZones(Bench bench) {
    try (AssertingBackend backend = new AssertingBackend(bench.open());
        TrainingSession session = new TrainingSession(backend, TrainingStep.tiny())) {
      session.train(3);
      backend.synchronize();
      Violation.unless(
          Float.isFinite(session.loss()), RULE, "fresh memory was read: " + session.loss());
    }
  }

  private static void useAfterClose(Bench bench) {
    Class<IllegalStateException> e = IllegalStateException.class;
    Program program = Small.twicePlusOne(4);
    Backend backend = bench.open();
    try (backend) {
      Buffer b = backend.allocate(16);
      b.close();
      b.close();
      Refusals.require(e, RULE, "a read of a closed buffer", () -> Small.read(b, 0, 1));
      Refusals.require(e, RULE, "a write to a closed buffer", () -> Small.write(b, 0, 1));
      Bound p = new Bound(backend, program);
      p.executable.close();
      p.executable.close();
      Refusals.require(e, RULE, "a run of a closed executable", () -> p.invocation.run());
      p.close();
    }
    backend.close();
    Refusals.require(e, RULE, "an allocation of a closed backend", () -> backend.allocate(16));
    Refusals.require(
        e,
        RULE,
        "a compilation by a closed backend",
        () -> backend.compile(program, CompileOptions.DEFAULT));
  }

  private static void closeOwns(Bench bench) {
    Backend backend = bench.open();
    Buffer b;
    Bound p;
    try (backend) {
      b = backend.allocate(16);
      p = new Bound(backend, Small.twicePlusOne(4));
    }
    Violation.unless(
        backend.openHandles() == 0, RULE, "a closed backend must have no open handles");
    Class<IllegalStateException> e = IllegalStateException.class;
    Refusals.require(e, RULE, "a read of a closed backend's buffer", () -> Small.read(b, 0, 1));
    Refusals.require(e, RULE, "a run on a closed backend", () -> p.invocation.run());
  }

  private static void handlesAreCounted(Bench bench) {
    try (Backend backend = bench.open()) {
      handles(backend, 0);
      Buffer b = backend.allocate(16);
      handles(backend, 1);
      Executable e = backend.compile(Small.twicePlusOne(4), CompileOptions.DEFAULT);
      handles(backend, 2);
      b.close();
      b.close();
      handles(backend, 1);
      e.close();
      handles(backend, 0);
    }
  }

  private static void handles(Backend backend, int expected) {
    Violation.unless(
        backend.openHandles() == expected,
        RULE,
        "openHandles must be " + expected + ", but is " + backend.openHandles());
  }

  private static void memoryIsCounted(Bench bench) {
    try (Backend backend = bench.open()) {
      long before = backend.allocatedBytes();
      try (Buffer b = backend.allocate(1 << 16)) {
        Violation.unless(
            backend.allocatedBytes() >= before + b.bytes(),
            RULE,
            "allocatedBytes must grow by a buffer of " + b.bytes() + " bytes");
      }
      churn(backend);
      long settled = backend.allocatedBytes();
      churn(backend);
      churn(backend);
      Violation.unless(
          backend.allocatedBytes() <= settled,
          RULE,
          "memory grew from "
              + settled
              + " to "
              + backend.allocatedBytes()
              + " bytes while as much was closed as opened");
    }
  }

  private static void churn(Backend backend) {
    for (int i = 0; i < 20; i++) {
      try (Bound p = new Bound(backend, Small.twicePlusOne(1000 + i))) {
        p.invocation.run();
        backend.synchronize();
      }
    }
  }

  private static void outOfMemory(Bench bench) {
    Class<OutOfDeviceMemoryException> e = OutOfDeviceMemoryException.class;
    try (Backend backend = bench.open()) {
      long largest = backend.device().maxBufferBytes();
      Refusals.require(
          e, RULE, "more than the largest buffer", () -> backend.allocate(largest + 4).close());
      Refusals.require(e, RULE, "2^62 bytes", () -> backend.allocate(1L << 62).close());
      handles(backend, 0);
      try (Bound p = new Bound(backend, Small.twicePlusOne(2))) {
        Small.write(p.memory, p.input(0), 1, 2);
        p.invocation.run();
        expect(
            new float[] {3, 5},
            Small.read(p.memory, p.output(0), 2),
            "a run after the device was out of memory");
      }
    }
  }
}
