package dev.imbrex.spi.support;

import dev.imbrex.op.Value;
import dev.imbrex.program.Location;
import dev.imbrex.program.MemoryPlan;
import dev.imbrex.program.Program;
import dev.imbrex.program.Work;
import dev.imbrex.spi.Accuracy;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.NodeTime;
import dev.imbrex.spi.OpWays;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A program as a list of kernels over planned memory. */
final class OpByOpExecutable implements Executable {
  private final OpByOpBackend backend;
  private final Program program;
  private final List<@Nullable Kernel> kernels = new ArrayList<>();
  private final Map<Long, Kernel> copyKernels = new HashMap<>();
  private final MemoryPlan plan;
  private final OpWays ways;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final boolean measured;

  /** Guards what follows; a thread that has it may wait for a run, but no run waits for it. */
  private final Object bindings = new Object();

  private final Set<BoundSteps> bound = new LinkedHashSet<>();
  private final StepTimes times;

  OpByOpExecutable(
      OpByOpBackend backend, Program program, KernelTable table, CompileOptions options) {
    this.backend = backend;
    this.measured = options.profile();
    this.program = program;
    int alignment = backend.device().alignmentBytes();
    int n = program.nodes().size();
    MemoryPlan views = MemoryPlan.of(program, new long[n], alignment);
    long[] scratch = new long[n];
    OpWays asked = options.ways().device().equals(backend.waysOf()) ? options.ways() : OpWays.NONE;
    Map<String, String> taken = new LinkedHashMap<>();
    try {
      for (int i = 0; i < n; i++) {
        Program.Node node = program.nodes().get(i);
        Kernel k = null;
        if (!views.isView(i)) {
          Optional<String> way = way(table, node, options.implementation(), asked);
          k = table.create(node.op(), node.inputTypes(), node.outputTypes(), way);
          backend
              .lasting(node.op(), node.inputTypes(), way)
              .ifPresent(name -> taken.put(OpWays.key(node.op(), node.inputTypes()), name));
        }
        kernels.add(k);
        scratch[i] = k == null ? 0 : k.scratchBytes();
      }
      plan = MemoryPlan.of(program, scratch, alignment, backend.largestTensorBytes());
      for (int i = 0; i < n; i++) {
        plan.copies(i).forEach(this::prepareCopy);
      }
      plan.lastCopies().forEach(this::prepareCopy);
      times = new StepTimes(measured ? describeSteps() : List.of());
      ways = taken.isEmpty() ? OpWays.NONE : new OpWays(backend.waysOf(), taken);
    } catch (RuntimeException | Error e) {
      closeKernels();
      throw e;
    }
    backend.books().opened(this, 0);
  }

  /** Returns what was asked for, of all ops or of this one, else what the backend prefers. */
  private Optional<String> way(
      KernelTable table, Program.Node node, Optional<String> everywhere, OpWays here) {
    return everywhere
        .filter(name -> table.offers(node.op(), node.inputTypes(), name))
        .or(
            () ->
                here.of(node.op(), node.inputTypes())
                    .filter(name -> table.offers(node.op(), node.inputTypes(), name)))
        .or(() -> backend.chosen(node.op(), node.inputTypes()));
  }

  @Override
  public OpWays ways() {
    return ways;
  }

  private void prepareCopy(MemoryPlan.Copy c) {
    copyKernels.computeIfAbsent(c.bytes(), backend::newCopyKernel);
  }

  @Override
  public long arenaBytes() {
    return plan.arenaBytes();
  }

  @Override
  public Invocation bind(List<Slice> inputs, List<Slice> outputs, Slice arena) {
    requireOpen();
    checkSlices("input", program.inputTypes(), inputs);
    checkSlices("output", program.outputTypes(), outputs);
    if (arena.bytes() < plan.arenaBytes()) {
      throw new IllegalArgumentException(
          "The arena must have " + plan.arenaBytes() + " bytes, but has " + arena.bytes() + ".");
    }
    checkOverlaps(inputs, outputs, arena);
    List<Invocation> steps = new ArrayList<>();
    StepClock clock = null;
    try {
      bindSteps(new Binder(inputs, outputs, arena), steps);
      clock = measured ? backend.stepClock(steps.size()) : null;
      BoundSteps all = new BoundSteps(this, backend.books(), steps, clock);
      synchronized (bindings) {
        requireOpen();
        bound.add(all);
      }
      return all;
    } catch (RuntimeException | Error e) {
      BoundSteps.closeAll(steps, clock);
      throw e;
    }
  }

  private void bindSteps(Binder b, List<Invocation> steps) {
    for (int i = 0; i < kernels.size(); i++) {
      Kernel k = kernels.get(i);
      Program.Node node = program.nodes().get(i);
      if (k != null) {
        Slice scratch = b.slice(plan.scratch(i), k.scratchBytes());
        steps.add(k.bind(b.slices(node.inputs()), b.slices(node.outputs()), scratch));
      }
      plan.copies(i).forEach(c -> steps.add(b.copy(c)));
    }
    plan.lastCopies().forEach(c -> steps.add(b.copy(c)));
  }

  /** Says what the steps are, in the order of {@link #bindSteps}. */
  private List<StepTimes.Step> describeSteps() {
    List<StepTimes.Step> steps = new ArrayList<>();
    for (int i = 0; i < kernels.size(); i++) {
      Kernel k = kernels.get(i);
      Program.Node n = program.nodes().get(i);
      if (k != null) {
        Work work = Work.of(n.op(), n.inputTypes(), n.outputTypes());
        steps.add(new StepTimes.Step(n.source(), n.op().name(), k.explain(), work));
      }
      plan.copies(i).forEach(c -> steps.add(describe(c, n.source())));
    }
    plan.lastCopies().forEach(c -> steps.add(describe(c, "")));
    return steps;
  }

  private StepTimes.Step describe(MemoryPlan.Copy c, String source) {
    return new StepTimes.Step(
        source, NodeTime.COPY, copyKernel(c).explain(), Work.ofCopy(c.bytes()));
  }

  private Kernel copyKernel(MemoryPlan.Copy c) {
    Kernel k = copyKernels.get(c.bytes());
    if (k == null) {
      throw new IllegalStateException("No kernel was prepared for " + c + ".");
    }
    return k;
  }

  @Override
  public List<NodeTime> profile() {
    synchronized (bindings) {
      requireOpen();
      StepTimes all = times.copy();
      bound.forEach(b -> b.addTo(all));
      return all.toList();
    }
  }

  /** Takes over what a binding measured, before it is closed. */
  void leave(BoundSteps b) {
    synchronized (bindings) {
      if (bound.remove(b)) {
        b.addTo(times);
      }
    }
  }

  private static void checkSlices(String what, List<TensorType> types, List<Slice> slices) {
    if (types.size() != slices.size()) {
      throw new IllegalArgumentException(
          "The program has " + types.size() + " " + what + "s, but got " + slices.size() + ".");
    }
    for (int i = 0; i < types.size(); i++) {
      if (slices.get(i).bytes() != types.get(i).bytes()) {
        throw new IllegalArgumentException(
            String.format(
                "The slice of %s %d must have the %d bytes of %s, but has %d.",
                what, i, types.get(i).bytes(), types.get(i), slices.get(i).bytes()));
      }
    }
  }

  private void checkOverlaps(List<Slice> inputs, List<Slice> outputs, Slice arena) {
    for (int o = 0; o < outputs.size(); o++) {
      Slice out = outputs.get(o);
      Integer updated = program.updatesInPlace().get(o);
      if (updated != null && !out.equals(inputs.get(updated))) {
        throw new IllegalArgumentException(
            "Output " + o + " updates input " + updated + " in place and must have its slice.");
      }
      boolean overlaps = plan.arenaBytes() > 0 && out.overlaps(arena);
      for (int i = 0; i < inputs.size(); i++) {
        overlaps |= (updated == null || updated != i) && out.overlaps(inputs.get(i));
      }
      for (int p = 0; p < o; p++) {
        overlaps |= out.overlaps(outputs.get(p));
      }
      if (overlaps) {
        throw new IllegalArgumentException(
            "The slice of output "
                + o
                + " overlaps that of an input, another output or the arena.");
      }
    }
    for (Slice in : inputs) {
      if (plan.arenaBytes() > 0 && in.overlaps(arena)) {
        throw new IllegalArgumentException("The slice of an input overlaps the arena.");
      }
    }
  }

  /** Turns planned locations into slices. */
  private final class Binder {
    private final List<Slice> inputs;
    private final List<Slice> outputs;
    private final Slice arena;

    Binder(List<Slice> inputs, List<Slice> outputs, Slice arena) {
      this.inputs = inputs;
      this.outputs = outputs;
      this.arena = arena;
    }

    Slice slice(Location at, long bytes) {
      switch (at.kind()) {
        case INPUT:
          return inputs.get(at.index()).part(at.offset(), bytes);
        case OUTPUT:
          return outputs.get(at.index()).part(at.offset(), bytes);
        default:
          return arena.part(at.offset(), bytes);
      }
    }

    List<Slice> slices(List<Value> values) {
      return values.stream().map(v -> slice(plan.location(v), v.type().bytes())).toList();
    }

    Invocation copy(MemoryPlan.Copy c) {
      return copyKernel(c)
          .bind(
              List.of(slice(c.from(), c.bytes())),
              List.of(slice(c.to(), c.bytes())),
              arena.part(0, 0));
    }
  }

  void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("The executable is closed.");
    }
  }

  @Override
  public Accuracy accuracy() {
    return kernels.stream()
        .filter(Objects::nonNull)
        .map(Kernel::accuracy)
        .reduce(Accuracy.STANDARD, Accuracy::or);
  }

  @Override
  public String explain() {
    StringBuilder s = new StringBuilder();
    s.append(
        String.format(
            "%d nodes, arena %,d bytes, of which %,d at one time%n",
            kernels.size(), plan.arenaBytes(), plan.leastBytes()));
    for (int i = 0; i < kernels.size(); i++) {
      Kernel k = kernels.get(i);
      Program.Node n = program.nodes().get(i);
      s.append(k == null ? "view" : k.explain()).append(": ").append(n).append('\n');
      plan.copies(i).forEach(c -> s.append("  ").append(c).append('\n'));
    }
    plan.lastCopies().forEach(c -> s.append("last ").append(c).append('\n'));
    return s.toString();
  }

  private void closeKernels() {
    for (Kernel k : kernels) {
      if (k != null) {
        k.close();
      }
    }
    copyKernels.values().forEach(Kernel::close);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        closeBindings();
      } finally {
        closeKernels();
        backend.books().closed(this, 0);
      }
    }
  }

  private void closeBindings() {
    List<BoundSteps> left;
    synchronized (bindings) {
      left = List.copyOf(bound);
    }
    BoundSteps.closeAll(List.copyOf(left), null);
  }
}
