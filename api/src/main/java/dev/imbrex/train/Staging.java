package dev.imbrex.train;

import dev.imbrex.nn.Port;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Memory on the host in which one batch is packed, ready to be copied to the device. Belongs to the
 * loader while it is filled and to the training thread from then until it is given back.
 */
final class Staging {
  private final ByteBuffer bytes;
  private final FloatBuffer floats;

  /** The same memory, with a limit of its own: that of {@code bytes} never moves. */
  private final ByteBuffer window;

  private BatchLayout layout;

  /** Allocates room for any of these layouts. */
  Staging(Iterable<BatchLayout> layouts) {
    int most = 0;
    BatchLayout any = null;
    for (BatchLayout l : layouts) {
      most = Math.max(most, l.bytes());
      any = l;
    }
    if (any == null) {
      throw new IllegalArgumentException("Staging needs a layout.");
    }
    this.layout = any;
    this.bytes = ByteBuffer.allocateDirect(most).order(ByteOrder.nativeOrder());
    this.floats = bytes.asFloatBuffer();
    this.window = bytes.duplicate().order(ByteOrder.nativeOrder());
  }

  /** Begins a new batch. */
  void begin(BatchLayout next) {
    layout = next;
  }

  BatchLayout layout() {
    return layout;
  }

  /** Packs the features of an example. */
  void putExample(int place, float[] features) {
    int n = each(Port.EXAMPLES);
    floats.put(layout.at(Port.EXAMPLES) / 4 + place * n, features, 0, n);
  }

  /**
   * Packs a label of an example.
   *
   * @param first where it begins among the numbers that are the example's labels
   * @param classes how many there are
   */
  void putLabel(int place, int first, LabelCoding coding, int classes, int label) {
    int at = layout.at(Port.LABELS) + 4 * (place * each(Port.LABELS) + first);
    switch (coding) {
      case INTEGER:
        bytes.putInt(at, label);
        break;
      case BINARY:
        bytes.putFloat(at, label);
        break;
      default:
        for (int c = 0; c < classes; c++) {
          bytes.putFloat(at + 4 * c, c == label ? 1 : 0);
        }
    }
  }

  private int each(Port part) {
    return (int) (layout.type(part).shape().size() / layout.count());
  }

  /** Packs the optimiser's scalars and the state of the random numbers. */
  void putStep(double[] scalars, long seed, long step) {
    int at = layout.at(Port.SCALARS);
    for (int i = 0; i < scalars.length; i++) {
      bytes.putFloat(at + 4 * i, (float) scalars[i]);
    }
    putRandom(layout.at(Port.RANDOM), seed, step);
  }

  private void putRandom(int at, long seed, long step) {
    bytes.putInt(at, (int) seed);
    bytes.putInt(at + 4, (int) (seed >>> 32));
    bytes.putInt(at + 8, (int) step);
    bytes.putInt(at + 12, (int) (step >>> 32));
  }

  /** Returns the bytes of one part. */
  ByteBuffer part(Port part) {
    return bytes.slice(layout.at(part), (int) layout.type(part).bytes());
  }

  /** Returns the packed bytes. */
  ByteBuffer packed() {
    return window.limit(layout.bytes()).position(0);
  }
}
