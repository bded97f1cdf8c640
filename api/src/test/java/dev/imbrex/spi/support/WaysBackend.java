package dev.imbrex.spi.support;

import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * A backend with several ways to run a matrix product, each of which gives other bits, and one that
 * it prefers as if it had been measured.
 */
public class WaysBackend extends InterpretedBackend {
  private final String waysOf;
  private volatile String preferred;

  /**
   * Creates the backend.
   *
   * @param waysOf the device whose ways it takes
   * @param preferred the way that it takes where there is it
   * @param names of the ways, the usual one first
   */
  public WaysBackend(String waysOf, String preferred, String... names) {
    super(table(names));
    this.waysOf = waysOf;
    this.preferred = preferred;
  }

  private static KernelTable table(String... names) {
    return table()
        .put(MatMul.class, (op, in) -> true, ways(names))
        .put(MatMulBiasActivation.class, (op, in) -> true, ways(names));
  }

  private static <T extends Op> Implementations<T> ways(String... names) {
    Implementations<T> ways = new Implementations<>();
    for (String name : names) {
      ways.add(name, (op, in, out) -> way(name.length(), kernel(op, in, out)));
    }
    return ways;
  }

  /** Has another way preferred for what is compiled from now on. */
  protected final void prefer(String name) {
    preferred = name;
  }

  /** Returns a kernel whose results are so many of their last places larger. */
  private static Kernel way(int places, Kernel k) {
    return (in, out, scratch) -> {
      var run = k.bind(in, out, scratch);
      return () -> {
        run.run();
        Slice y = out.get(0);
        ByteBuffer b = ByteBuffer.allocate((int) y.bytes()).order(ByteOrder.nativeOrder());
        y.buffer().read(y.offset(), b);
        b.flip();
        for (int i = 0; i < b.limit(); i += 4) {
          float f = b.getFloat(i);
          b.putFloat(i, f + places * Math.ulp(f));
        }
        y.buffer().write(y.offset(), b);
      };
    };
  }

  @Override
  protected Optional<String> preferred(Op op, List<TensorType> inputs) {
    return Optional.of(preferred);
  }

  @Override
  protected String waysOf() {
    return waysOf;
  }
}
