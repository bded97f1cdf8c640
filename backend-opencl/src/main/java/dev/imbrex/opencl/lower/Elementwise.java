package dev.imbrex.opencl.lower;

import dev.imbrex.kernels.KernelChoice;
import dev.imbrex.op.Op;
import dev.imbrex.op.Value;
import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.Launch;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.program.Program;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.Stream;

/**
 * Ops whose every element is an {@link Expression} of elements of the inputs, as one kernel each.
 */
final class Elementwise {
  /** The widest vector of OpenCL C. */
  private static final int WIDEST = 16;

  private Elementwise() {}

  /** Returns whether an op is one. */
  static boolean fits(Op op, List<TensorType> in) {
    return Expression.fits(Expression.coreProgram(op, in));
  }

  static Kernel of(Session s, Op op, List<TensorType> in, List<TensorType> out) {
    Program core = Expression.coreProgram(op, in);
    int width = width(core, in, out, s.device().vectorWidth());
    long n = out.get(0).shape().size() / width;
    KernelChoice choice = Families.grid(s, "map", n);
    Built program = s.program(choice, header(core, in, out, width));
    int perGroup = program.get("WORK_GROUP") * program.get("ELEMENTS");
    return new LaunchKernel(
        "map " + op.name(),
        0,
        (inputs, outputs, scratch, launches) -> {
          Launch.Builder b = s.launch(program, "map_elements");
          outputs.forEach(b::slice);
          inputs.forEach(b::slice);
          for (TensorType t : in) {
            if (isChannel(t, out.get(0))) {
              Divisor c = new Divisor(t.shape().intSize() / width);
              b.i32(c.value()).i32(c.multiplier()).i32(c.shift());
            }
          }
          b.i32((int) n);
          launches.add(
              b.groups(
                  new long[] {(n + perGroup - 1) / perGroup},
                  new int[] {program.get("WORK_GROUP")}));
        });
  }

  private static boolean isChannel(TensorType in, TensorType out) {
    return in.shape().size() != 1 && in.shape().size() != out.shape().size();
  }

  /**
   * Returns how many neighbours an element of the kernel has. Compilers make vectors of work-items
   * by themselves, but not where an index is computed; there, floats come in vectors of channels.
   */
  private static int width(Program core, List<TensorType> in, List<TensorType> out, int most) {
    boolean floats =
        Stream.concat(in.stream(), out.stream()).allMatch(t -> t.dtype() == DType.F32)
            && core.nodes().stream()
                .flatMap(node -> node.outputs().stream())
                .allMatch(v -> v.dtype() == DType.F32 || v.dtype() == DType.BOOL);
    IntSummaryStatistics channels =
        in.stream()
            .filter(t -> isChannel(t, out.get(0)))
            .mapToInt(t -> t.shape().intSize())
            .summaryStatistics();
    return floats && channels.getCount() > 0
        ? Math.min(Integer.lowestOneBit(channels.getMin()), Math.min(most, WIDEST))
        : 1;
  }

  private static String header(Program core, List<TensorType> in, List<TensorType> out, int width) {
    List<String> parameters = new ArrayList<>();
    StringBuilder begin = new StringBuilder();
    for (int o = 0; o < out.size(); o++) {
      buffer(parameters, begin, "__global " + type(out.get(o)), "y" + o);
    }
    List<String> reads = new ArrayList<>();
    List<String> channels = new ArrayList<>();
    for (int i = 0; i < in.size(); i++) {
      buffer(parameters, begin, "__global const " + type(in.get(i)), "x" + i);
      String index = "i";
      if (isChannel(in.get(i), out.get(0))) {
        channels.add("const uint c%1$d, const uint m%1$d, const uint s%1$d".formatted(i));
        index = "i - DIVIDE(i, m%1$d, s%1$d) * c%1$d".formatted(i);
      } else if (in.get(i).shape().size() == 1) {
        index = "0";
      }
      String read = "x" + i + "[" + index + "]";
      if (width > 1) {
        read =
            index.equals("0")
                ? "(float%d)(%s)".formatted(width, read)
                : "VECTOR_LOAD(%1$d, x%2$d + %1$d * (%3$s))".formatted(width, i, index);
      }
      reads.add(in.get(i).dtype() == DType.BOOL ? "(" + read + " != 0)" : read);
    }
    parameters.addAll(channels);
    // Inputs are read before anything is written: an output may be an input.
    StringBuilder element = new StringBuilder();
    List<String> names = new ArrayList<>();
    String real = width == 1 ? "float" : "float" + width;
    for (int i = 0; i < reads.size(); i++) {
      Value v = core.inputs().get(i);
      String t = v.dtype() == DType.BOOL ? "int" : width > 1 ? real : type(v.type());
      element.append("const ").append(t).append(" a").append(i).append(" = ");
      element.append(reads.get(i)).append("; ");
      names.add("a" + i);
    }
    Expression.Code code = Expression.of(core, names, real);
    element.append(code.statements());
    for (int o = 0; o < out.size(); o++) {
      String r = code.results().get(o);
      String stored = out.get(o).dtype() == DType.BOOL ? "(" + r + " ? 1u : 0u)" : r;
      element.append(
          width == 1
              ? "y%d[i] = %s; ".formatted(o, stored)
              : "VECTOR_STORE(%1$d, %2$s, y%3$d + %1$d * i); ".formatted(width, stored, o));
    }
    return "#define MAP_PARAMETERS "
        + String.join(", ", parameters)
        + "\n#define MAP_BEGIN "
        + begin
        + "\n#define MAP_ELEMENT(i) { "
        + element
        + "}\n";
  }

  private static void buffer(
      List<String> parameters, StringBuilder begin, String type, String name) {
    parameters.add(type + "* " + name + ", const ulong " + name + "_offset");
    begin.append(name).append(" += ").append(name).append("_offset; ");
  }

  private static String type(TensorType t) {
    switch (t.dtype()) {
      case F32:
        return "float";
      case I32:
        return "int";
      default:
        return "uint";
    }
  }
}
