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
  static final long MAX_BYTES = (Integer.MAX_VALUE - 8 - CpuBuffer.LEAD - CpuBuffer.TAIL) * 4L;

  /**
   * Floats before the first one. Collectors that keep large arrays in regions of their own (G1,
   * Shenandoah, ZGC) begin them at a line of the cache, with 16 bytes of header; with these floats
   * the data begins at the next line, and vectors do not lie across two (worth up to a tenth).
   */
  private static final int LEAD = 12;

  /** Floats behind the last one: kernels may read, though not use, up to a vector too far. */
  private static final int TAIL = 16;

  private static final float[] NOTHING = {};

  private volatile float[] data;

  CpuBuffer(OpByOpBackend backend, long bytes) {
    super(backend, bytes);
    this.data = new float[LEAD + (int) (bytes / 4) + TAIL];
  }

  /** Returns the array that a slice is part of. */
  public static float[] array(Slice s) {
    return ((CpuBuffer) s.buffer()).data;
  }

  /** Returns where a slice begins in its array. */
  public static int at(Slice s) {
    return LEAD + (int) (s.offset() / 4);
  }

  @Override
  protected void copyIn(long at, ByteBuffer src) {
    src.asFloatBuffer().get(data, LEAD + (int) (at / 4), src.remaining() / 4);
  }

  @Override
  protected void copyOut(long at, ByteBuffer dst) {
    dst.asFloatBuffer().put(data, LEAD + (int) (at / 4), dst.remaining() / 4);
  }

  @Override
  protected void release() {
    data = NOTHING;
  }
}
