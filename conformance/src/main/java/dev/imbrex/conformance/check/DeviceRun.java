package dev.imbrex.conformance.check;

import dev.imbrex.conformance.judge.Violation;
import dev.imbrex.program.Program;
import dev.imbrex.spi.Accuracy;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.MinimalFiltering;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A program made ready on a device, in one buffer with a red zone around every tensor.
 *
 * <p>Before each run outputs, temporaries and red zones are filled with a pattern; afterwards the
 * red zones and the inputs must be as they were (GEN-6).
 */
public final class DeviceRun implements AutoCloseable {
  /** A quiet NaN that no computation makes: it shows where nothing was written. */
  public static final int POISON = 0x7FDADBAD;

  /** An innocent number, 1.2314...: it shows where old contents are read. */
  public static final int STALE = 0x3F9D9D9D;

  private static final int RED_ZONE = 64;

  private final Program program;
  private final Executable executable;
  private final Buffer buffer;
  private final Invocation invocation;
  private final List<Long> inputsAt = new ArrayList<>();
  private final List<Long> outputsAt = new ArrayList<>();
  private final long arenaAt;
  private final long arenaBytes;
  private final int total;
  private final int alignment;
  private long end;

  /** Compiles a program and allocates its memory. */
  public DeviceRun(Backend backend, Program program, CompileOptions options) {
    this.program = program;
    this.alignment = backend.device().alignmentBytes();
    this.executable = backend.compile(program, options);
    Buffer memory = null;
    try {
      for (TensorType t : program.inputTypes()) {
        inputsAt.add(place(t.bytes()));
      }
      for (int o = 0; o < program.outputs().size(); o++) {
        Integer updated = program.updatesInPlace().get(o);
        outputsAt.add(
            updated != null
                ? inputsAt.get(updated)
                : place(program.outputs().get(o).type().bytes()));
      }
      arenaBytes = Math.max(4, executable.arenaBytes());
      arenaAt = place(arenaBytes);
      total = Math.toIntExact(end + RED_ZONE);
      memory = backend.allocate(total);
      buffer = memory;
      invocation =
          executable.bind(
              slices(program.inputTypes(), inputsAt),
              slices(program.outputTypes(), outputsAt),
              new Slice(buffer, arenaAt, arenaBytes));
    } catch (RuntimeException | Error e) {
      if (memory != null) {
        memory.close();
      }
      executable.close();
      throw e;
    }
  }

  /**
   * Returns the class of accuracy that the program declares.
   *
   * @throws Violation if none of its ops may be of that class
   */
  Accuracy accuracy() {
    Accuracy declared = executable.accuracy();
    Violation.unless(
        declared == Accuracy.STANDARD
            || program.nodes().stream()
                .anyMatch(n -> MinimalFiltering.allowed(n.op(), n.inputTypes())),
        "NUM-4",
        program
            + " is declared to be of the class "
            + declared
            + ", which is for convolutions by 3 x 3 filters with stride 1 and 32 channels or more,"
            + " and their gradients; for those of filters, of 288 pixels or more");
    return declared;
  }

  private long place(long bytes) {
    long at = (end + RED_ZONE + alignment - 1) / alignment * alignment;
    end = at + (bytes + 3) / 4 * 4;
    return at;
  }

  private List<Slice> slices(List<TensorType> types, List<Long> at) {
    List<Slice> slices = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      slices.add(new Slice(buffer, at.get(i), types.get(i).bytes()));
    }
    return slices;
  }

  /**
   * Runs the program once.
   *
   * @param pattern what memory is filled with before
   * @throws Violation if a red zone or an input has changed
   */
  public List<HostTensor> run(List<HostTensor> inputs, int pattern) {
    ByteBuffer before = ByteBuffer.allocateDirect(total).order(ByteOrder.nativeOrder());
    for (int i = 0; i + 4 <= total; i += 4) {
      before.putInt(i, pattern);
    }
    for (int i = 0; i < inputs.size(); i++) {
      put(before, inputsAt.get(i), inputs.get(i));
    }
    buffer.write(0, before.duplicate());
    invocation.run();
    ByteBuffer after = ByteBuffer.allocateDirect(total).order(ByteOrder.nativeOrder());
    buffer.read(0, after.duplicate());
    List<HostTensor> outputs = new ArrayList<>();
    for (int o = 0; o < outputsAt.size(); o++) {
      outputs.add(get(after, outputsAt.get(o), program.outputs().get(o).type()));
    }
    requireWritten(outputs);
    requireUntouched(before, after);
    return outputs;
  }

  private static void put(ByteBuffer image, long at, HostTensor t) {
    ByteBuffer target = image.duplicate();
    target.position((int) at);
    target.put(t.buffer());
  }

  private static HostTensor get(ByteBuffer image, long at, TensorType type) {
    HostTensor t = HostTensor.zeros(type);
    ByteBuffer source = image.duplicate();
    source.position((int) at);
    source.limit((int) (at + type.bytes()));
    t.buffer().put(source);
    return t;
  }

  private static void requireWritten(List<HostTensor> outputs) {
    for (int o = 0; o < outputs.size(); o++) {
      ByteBuffer b = outputs.get(o).buffer();
      int step = outputs.get(o).type().dtype().bytes();
      for (int i = 0; i < b.limit(); i += step) {
        boolean poisoned = b.getInt(i) == POISON && (step == 4 || b.getInt(i + 4) == POISON);
        Violation.unless(
            !poisoned, "GEN-6", "element " + i / step + " of result " + o + " was not written");
      }
    }
  }

  /**
   * Compares the results of two runs. A NaN equals any other: its payload and sign are not
   * specified (GEN-9), and already the compiler of the Java virtual machine changes them when it
   * swaps the operands of a product.
   *
   * @throws Violation if a bit of anything else differs
   */
  static void requireSameBits(List<HostTensor> first, List<HostTensor> second, String what) {
    for (int i = 0; i < first.size(); i++) {
      Violation.unless(
          sameBits(first.get(i), second.get(i)),
          "GEN-8",
          what + " gave other bits in result " + i + " when it was run again");
    }
  }

  private static boolean sameBits(HostTensor a, HostTensor b) {
    if (a.sameBits(b) || !a.type().equals(b.type()) || !a.type().dtype().isFloat()) {
      return a.sameBits(b);
    }
    // Of floats, which have the same value as doubles: NaNs become one, zeros keep their sign.
    return Arrays.equals(a.toDoubles(), b.toDoubles());
  }

  /** Everything but outputs and temporaries has to be as it was before. */
  private void requireUntouched(ByteBuffer before, ByteBuffer after) {
    boolean[] free = new boolean[total / 4];
    mark(free, arenaAt, arenaBytes);
    for (int o = 0; o < outputsAt.size(); o++) {
      mark(free, outputsAt.get(o), program.outputs().get(o).type().bytes());
    }
    for (int i = 0; i < free.length; i++) {
      if (!free[i] && before.getInt(4 * i) != after.getInt(4 * i)) {
        throw new Violation("GEN-6", "memory was written that is no result: " + whereIs(4L * i));
      }
    }
  }

  private static void mark(boolean[] words, long at, long bytes) {
    for (long i = at / 4; i < (at + bytes + 3) / 4; i++) {
      words[(int) i] = true;
    }
  }

  private String whereIs(long at) {
    for (int i = 0; i < inputsAt.size(); i++) {
      long from = inputsAt.get(i);
      if (at >= from && at < from + program.inputs().get(i).type().bytes()) {
        return "input " + i + ", byte " + (at - from);
      }
    }
    String nearest = "the red zone in front of everything";
    for (int o = 0; o < outputsAt.size(); o++) {
      if (at >= outputsAt.get(o)) {
        nearest =
            "the red zone " + (at - outputsAt.get(o)) + " bytes from the start of result " + o;
      }
    }
    return at >= arenaAt ? "the red zone behind the arena" : nearest;
  }

  @Override
  public void close() {
    invocation.close();
    executable.close();
    buffer.close();
  }
}
