package dev.imbrex.opencl.run;

import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.ClHandle;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A kernel with its arguments and its grid. */
public final class Launch implements Invocation {
  private final Session session;
  private final ClHandle kernel;
  private final String name;
  private final long[] global;
  private final long[] local;

  private Launch(Builder b, long[] global, long[] local) {
    this.session = b.session;
    this.kernel = b.kernel;
    this.name = b.name;
    this.global = global;
    this.local = local;
  }

  @Override
  public void run() {
    session.enqueue(kernel, name, global, local);
  }

  /** Releases the kernel; called once, by {@link LaunchKernel}. */
  void release() {
    session.release(kernel);
  }

  /** Sets the arguments one by one, in the order of the kernel's parameters, and then the grid. */
  public static final class Builder {
    private final Session session;
    private final ClHandle kernel;
    private final String name;
    private int index;

    Builder(Session session, ClHandle kernel, String name) {
      this.session = session;
      this.kernel = kernel;
      this.name = name;
    }

    /** The memory of a slice, and where it begins, in elements, as ulong: two parameters. */
    public Builder slice(Slice s) {
      try {
        session.driver().setArgument(kernel, index++, ClBuffer.memory(s));
      } catch (ClException e) {
        throw abandon(e);
      } catch (IllegalArgumentException e) {
        session.release(kernel);
        throw e;
      }
      return u64(ClBuffer.offset(s) / 4);
    }

    /** An int or uint. */
    public Builder i32(int value) {
      return bytes(4, b -> b.putInt(value));
    }

    /** A long or ulong. */
    public Builder u64(long value) {
      return bytes(8, b -> b.putLong(value));
    }

    /** A float. */
    public Builder f32(float value) {
      return bytes(4, b -> b.putFloat(value));
    }

    /** An int8 or uint8, a vector of eight. */
    public Builder i32x8(int[] values) {
      return bytes(
          32,
          b -> {
            for (int i = 0; i < 8; i++) {
              b.putInt(i < values.length ? values[i] : 0);
            }
          });
    }

    private interface Fill {
      void into(ByteBuffer b);
    }

    private Builder bytes(int size, Fill fill) {
      ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
      fill.into(b);
      try {
        session.driver().setArgument(kernel, index++, b.array());
      } catch (ClException e) {
        throw abandon(e);
      }
      return this;
    }

    private RuntimeException abandon(ClException e) {
      session.release(kernel);
      return session.failure(e, "setting argument " + (index - 1) + " of " + name);
    }

    /** One dimension: at least so many work-items in groups of {@code local}. */
    public Launch over(long items, int local) {
      return groups(new long[] {Math.max(1, (items + local - 1) / local)}, new int[] {local});
    }

    /** A grid of groups. */
    public Launch groups(long[] groups, int[] groupSize) {
      long[] global = new long[groups.length];
      long[] local = new long[groups.length];
      for (int i = 0; i < groups.length; i++) {
        local[i] = groupSize[i];
        global[i] = groups[i] * groupSize[i];
      }
      return new Launch(this, global, local);
    }
  }
}
