package dev.imbrex.cpu;

import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.OpByOpBackend;
import dev.imbrex.spi.support.TrackedBuffer;
import java.nio.ByteBuffer;

/**
 * Device memory that is a float array.
 *
 * <p>Integers and truth values lie in it as raw bits: the virtual machines that the vector module
 * runs on move floats without changing their bits, NaNs included, and {@code CpuBufferTest} holds
 * them to it.
 */
public final class CpuBuffer extends TrackedBuffer {
  /** The largest array that every virtual machine can make, in bytes. */
  static final long MAX_BYTES = (Integer.MAX_VALUE - 8) * 4L;

  private static final float[] NOTHING = {};

  private volatile float[] data;

  CpuBuffer(OpByOpBackend backend, long bytes) {
    super(backend, bytes);
    this.data = new float[(int) (bytes / 4)];
  }

  /** Returns the array that a slice is part of. */
  public static float[] array(Slice s) {
    return ((CpuBuffer) s.buffer()).data;
  }

  /** Returns where a slice begins in its array. */
  public static int at(Slice s) {
    return (int) (s.offset() / 4);
  }

  @Override
  protected void copyIn(long at, ByteBuffer src) {
    src.asFloatBuffer().get(data, (int) (at / 4), src.remaining() / 4);
  }

  @Override
  protected void copyOut(long at, ByteBuffer dst) {
    dst.asFloatBuffer().put(data, (int) (at / 4), dst.remaining() / 4);
  }

  @Override
  protected void release() {
    data = NOTHING;
  }
}
