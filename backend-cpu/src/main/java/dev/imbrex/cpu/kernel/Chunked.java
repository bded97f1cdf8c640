package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.parallel.Job;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import java.util.List;

/**
 * A kernel that treats its elements, rows or pictures each by itself, in chunks of a fixed size.
 */
final class Chunked implements Kernel {
  /** Elements of a chunk that make up for handing it to another thread. */
  static final int ELEMENTS = 8 << 10;

  /** What is done with items [from, to). */
  interface Body {
    void run(int from, int to, int worker);
  }

  /** Makes the body for fixed memory. */
  interface Binding {
    Body bind(Span[] in, Span[] out, Span scratch);
  }

  private final Machine machine;
  private final String name;
  private final int items;
  private final int chunk;
  private final long scratchFloats;
  private final Binding binding;

  /**
   * Creates a kernel.
   *
   * @param items how many elements, rows or pictures there are
   * @param itemSize about how many elements each touches
   * @param scratchFloats how much temporary memory all of them together need
   */
  Chunked(
      Machine machine, String name, int items, int itemSize, long scratchFloats, Binding binding) {
    this.machine = machine;
    this.name = name;
    this.items = items;
    this.chunk = Math.max(1, ELEMENTS / itemSize);
    this.scratchFloats = scratchFloats;
    this.binding = binding;
  }

  @Override
  public long scratchBytes() {
    return 4 * scratchFloats;
  }

  @Override
  public Invocation bind(List<Slice> inputs, List<Slice> outputs, Slice scratch) {
    Body body = binding.bind(Span.of(inputs), Span.of(outputs), Span.of(scratch));
    int tasks = (items + chunk - 1) / chunk;
    Job job = (task, worker) -> body.run(task * chunk, Math.min(items, (task + 1) * chunk), worker);
    return () -> machine.run(job, tasks);
  }

  @Override
  public String explain() {
    return name + " in " + (items + chunk - 1) / chunk + " tasks";
  }
}
