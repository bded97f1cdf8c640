package dev.imbrex.conformance;

import dev.imbrex.spi.Accuracy;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.NodeTime;
import dev.imbrex.spi.Slice;
import java.util.List;

/** A good executable behind one that may spoil it. */
class ForwardingExecutable implements Executable {
  private final Executable good;

  ForwardingExecutable(Executable good) {
    this.good = good;
  }

  @Override
  public long arenaBytes() {
    return good.arenaBytes();
  }

  @Override
  public Invocation bind(List<Slice> inputs, List<Slice> outputs, Slice arena) {
    return good.bind(inputs, outputs, arena);
  }

  @Override
  public Accuracy accuracy() {
    return good.accuracy();
  }

  @Override
  public String explain() {
    return good.explain();
  }

  @Override
  public List<NodeTime> profile() {
    return good.profile();
  }

  @Override
  public void close() {
    good.close();
  }
}
