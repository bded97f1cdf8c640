package dev.imbrex.conformance.check;

import dev.imbrex.conformance.judge.Violation;
import dev.imbrex.program.Program;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.HostTensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Part 7: many steps, several threads, and an end in the middle of work. */
final class SystemChecks {
  private static final int STEPS = 1000;
  private static final int WARM_UP = 50;

  /** What a thousand steps may leave on the heap: 256 bytes a step would already be a leak. */
  private static final long HEAP_GROWTH = 256L * STEPS;

  private SystemChecks() {}

  static List<Check> all() {
    return List.of(
        Check.single(
            Part.SYSTEM, "1,000 steps allocate nothing", "SPI", SystemChecks::steadyMemory),
        Check.single(Part.SYSTEM, "the same bits run to run", "GEN-8", SystemChecks::sameBits),
        Check.single(
            Part.SYSTEM,
            "the same bits for any number of threads",
            "GEN-8",
            SystemChecks::sameBitsForAnyThreads),
        Check.single(
            Part.SYSTEM, "several threads share an executable", "SPI", SystemChecks::manyThreads),
        Check.single(
            Part.SYSTEM, "close while work is queued", "SPI", SystemChecks::closeWithWorkQueued),
        Check.single(
            Part.SYSTEM, "close while another thread works", "SPI", SystemChecks::closeUnderWork));
  }

  private static void steadyMemory(Bench bench) {
    TrainingStep step = TrainingStep.tiny();
    try (Backend backend = bench.open()) {
      try (TrainingSession session = new TrainingSession(backend, step)) {
        HostTensor pictures = step.pictures(1);
        HostTensor labels = step.labels(1);
        run(session, pictures, labels, WARM_UP);
        long bytes = backend.allocatedBytes();
        int handles = backend.openHandles();
        long heap = usedHeap();
        run(session, pictures, labels, STEPS);
        Violation.unless(
            backend.allocatedBytes() == bytes,
            "SPI",
            "device memory grew from " + bytes + " to " + backend.allocatedBytes() + " bytes");
        Violation.unless(
            backend.openHandles() == handles,
            "SPI",
            "open handles grew from " + handles + " to " + backend.openHandles());
        long growth = usedHeap() - heap;
        Violation.unless(
            growth <= HEAP_GROWTH, "SPI", "the Java heap grew by " + growth + " bytes");
        Violation.unless(
            Float.isFinite(session.loss()), "SPI", "the loss became " + session.loss());
      }
      Violation.unless(
          backend.openHandles() == 0, "SPI", backend.openHandles() + " handles are left open");
    }
  }

  private static void run(
      TrainingSession session, HostTensor pictures, HostTensor labels, int steps) {
    for (int i = 0; i < steps; i++) {
      session.feed(pictures, labels);
      session.step();
    }
    session.loss();
  }

  private static long usedHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  private static List<HostTensor> trained(Backend open) {
    try (Backend backend = open;
        TrainingSession session = new TrainingSession(backend, TrainingStep.leNet(3))) {
      session.train(3);
      return session.state();
    }
  }

  private static void sameBits(Bench bench) {
    DeviceRun.requireSameBits(
        trained(bench.open()), trained(bench.open()), "LeNet-5 after three steps");
  }

  private static void sameBitsForAnyThreads(Bench bench) {
    List<HostTensor> expected = trained(bench.open());
    for (int threads : new int[] {1, 2, 3, 8}) {
      Optional<Backend> backend = bench.openWithThreads(threads);
      if (backend.isPresent()) {
        DeviceRun.requireSameBits(
            expected, trained(backend.get()), "LeNet-5 with " + threads + " threads");
      }
    }
  }

  private static void manyThreads(Bench bench) {
    Program program = TrainingStep.tiny().program();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Backend backend = bench.open();
        Executable e = backend.compile(program, CompileOptions.DEFAULT)) {
      List<HostTensor> expected = alone(backend, e, 0);
      List<Future<List<HostTensor>>> results = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        Callable<List<HostTensor>> work =
            () -> {
              List<HostTensor> last = List.of();
              for (int i = 0; i < 10; i++) {
                last = alone(backend, e, 0);
              }
              return last;
            };
        results.add(threads.submit(work));
      }
      for (Future<List<HostTensor>> r : results) {
        DeviceRun.requireSameBits(expected, result(r), "one of four threads");
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new Violation("SPI", "a thread failed with " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the threads of a check.", e);
    }
  }

  /** Runs five steps with an invocation and memory of its own. */
  private static List<HostTensor> alone(Backend backend, Executable e, long seed) {
    TrainingStep step = TrainingStep.tiny();
    Program p = step.program();
    List<HostTensor> given = new ArrayList<>(List.of(step.pictures(seed), step.labels(seed)));
    given.addAll(step.initial());
    List<Buffer> buffers = new ArrayList<>();
    try {
      List<Slice> in = new ArrayList<>();
      for (HostTensor t : given) {
        Buffer b = backend.allocate(t.type().bytes());
        buffers.add(b);
        b.write(0, t.buffer());
        in.add(new Slice(b, 0, t.type().bytes()));
      }
      List<Slice> out = new ArrayList<>();
      for (int o = 0; o < p.outputs().size(); o++) {
        Integer updated = p.updatesInPlace().get(o);
        if (updated == null) {
          buffers.add(backend.allocate(p.outputs().get(o).type().bytes()));
          out.add(new Slice(buffers.get(buffers.size() - 1), 0, 4));
        } else {
          out.add(in.get(updated));
        }
      }
      buffers.add(backend.allocate(Math.max(4, e.arenaBytes())));
      try (Invocation run = e.bind(in, out, Slice.of(buffers.get(buffers.size() - 1)))) {
        for (int i = 0; i < 5; i++) {
          run.run();
        }
      }
      List<HostTensor> state = new ArrayList<>();
      for (int i = 0; i < given.size(); i++) {
        HostTensor t = HostTensor.zeros(given.get(i).type());
        buffers.get(i).read(0, t.buffer());
        state.add(t);
      }
      return state;
    } finally {
      buffers.forEach(Buffer::close);
    }
  }

  private static void closeWithWorkQueued(Bench bench) {
    TrainingStep step = TrainingStep.tiny();
    Backend backend = bench.open();
    TrainingSession session;
    try (backend) {
      session = new TrainingSession(backend, step);
      session.feed(step.pictures(1), step.labels(1));
      for (int i = 0; i < 100; i++) {
        session.step();
      }
    }
    Refusals.require(
        IllegalStateException.class, "SPI", "a step on a closed backend", session::step);
  }

  private static void closeUnderWork(Bench bench) {
    TrainingStep step = TrainingStep.tiny();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Backend backend = bench.open();
      Future<Integer> steps;
      try (backend) {
        TrainingSession session = new TrainingSession(backend, step);
        session.feed(step.pictures(1), step.labels(1));
        session.step();
        steps = thread.submit(() -> stepsUntilClosed(session));
        session.loss();
      }
      result(steps);
    } finally {
      thread.shutdownNow();
    }
  }

  private static int stepsUntilClosed(TrainingSession session) {
    int steps = 0;
    while (steps < 1_000_000) {
      try {
        session.step();
      } catch (IllegalStateException e) {
        return steps;
      }
      steps++;
    }
    throw new Violation("SPI", "steps go on although the backend was closed");
  }
}
