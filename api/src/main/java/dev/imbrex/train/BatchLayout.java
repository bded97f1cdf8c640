package dev.imbrex.train;

import dev.imbrex.nn.ModelProgram;
import dev.imbrex.nn.Port;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.TensorType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where in one block of memory the inputs of a step lie that change from step to step, so that one
 * copy takes them all to the device.
 */
final class BatchLayout {
  private static final List<Port> PARTS =
      List.of(Port.EXAMPLES, Port.LABELS, Port.SCALARS, Port.RANDOM);

  private final Map<Port, TensorType> types = new EnumMap<>(Port.class);
  private final Map<Port, Integer> offsets = new EnumMap<>(Port.class);
  private final int bytes;

  /**
   * Lays out the inputs that the program has.
   *
   * @param alignment what each of them begins at a multiple of, in bytes
   * @throws IllegalArgumentException if they take 2^31 bytes or more
   */
  BatchLayout(ModelProgram program, int alignment) {
    long at = 0;
    for (Port part : PARTS) {
      if (program.inputs().contains(part)) {
        TensorType type = program.inputType(part);
        types.put(part, type);
        offsets.put(part, (int) at);
        at = (at + type.bytes() + alignment - 1) / alignment * alignment;
        if (at > Integer.MAX_VALUE) {
          throw new IllegalArgumentException(
              "A batch of " + type + " takes more than 2^31 bytes; use a smaller batch size.");
        }
      }
    }
    this.bytes = (int) at;
  }

  /** Returns the number of examples. */
  int count() {
    return type(Port.EXAMPLES).shape().dim(0);
  }

  /** Returns the size of the block. */
  int bytes() {
    return bytes;
  }

  boolean has(Port part) {
    return types.containsKey(part);
  }

  TensorType type(Port part) {
    TensorType t = types.get(part);
    if (t == null) {
      throw new IllegalArgumentException("The step has no " + part + ".");
    }
    return t;
  }

  /** Returns where a part begins, in bytes. */
  int at(Port part) {
    type(part);
    return offsets.getOrDefault(part, 0);
  }

  /** Returns a part of the block's memory on the device. */
  Slice slice(Port part, Slice block) {
    return block.part(at(part), type(part).bytes());
  }
}
