package dev.imbrex.spi.support;

import dev.imbrex.program.Work;
import dev.imbrex.spi.NodeTime;
import java.util.ArrayList;
import java.util.List;

/** What the steps of a program took, the runs of several invocations added up. */
final class StepTimes {
  /** A step: where it comes from, what it does and what runs it. */
  record Step(String source, String op, String kernel, Work work) {}

  private final List<Step> steps;
  private final long[] nanos;
  private long runs;

  StepTimes(List<Step> steps) {
    this.steps = List.copyOf(steps);
    this.nanos = new long[steps.size()];
  }

  /** Returns a copy, to which more can be added. */
  StepTimes copy() {
    StepTimes c = new StepTimes(steps);
    c.add(nanos, runs);
    return c;
  }

  /** Adds the times of so many runs. */
  void add(long[] times, long count) {
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] += times[i];
    }
    runs += count;
  }

  /** Returns the times, step by step. */
  List<NodeTime> toList() {
    List<NodeTime> list = new ArrayList<>();
    for (int i = 0; i < nanos.length; i++) {
      Step s = steps.get(i);
      list.add(
          new NodeTime(
              s.source,
              s.op,
              s.kernel,
              runs,
              nanos[i],
              runs * s.work.flops(),
              runs * s.work.bytes()));
    }
    return list;
  }
}
