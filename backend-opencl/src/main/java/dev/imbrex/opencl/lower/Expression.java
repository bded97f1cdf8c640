package dev.imbrex.opencl.lower;

import dev.imbrex.op.Binary;
import dev.imbrex.op.Broadcast;
import dev.imbrex.op.Cast;
import dev.imbrex.op.Compare;
import dev.imbrex.op.Constant;
import dev.imbrex.op.CoreOp;
import dev.imbrex.op.Op;
import dev.imbrex.op.Reshape;
import dev.imbrex.op.Select;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.program.Decomposer;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * OpenCL C for one element of the results of an op, by walking its decomposition: so an activation,
 * a loss or an optimiser's step is one kernel, and its formula stands in one place only.
 *
 * <p>The code is the same for scalars and for vectors: conditions are what comparisons give (1 for
 * a scalar, all bits for a vector), and {@code ?:} takes either.
 */
final class Expression {
  private final Program program;
  private final Map<Integer, String> names = new HashMap<>();
  private final StringBuilder code = new StringBuilder();
  private final String real;

  private Expression(Program program, String real) {
    this.program = program;
    this.real = real;
  }

  /** The statements, and the names of what they compute. */
  record Code(String statements, List<String> results) {}

  /** Returns the op as a program of core ops. */
  static Program coreProgram(Op op, List<TensorType> inputs) {
    ProgramBuilder b = new ProgramBuilder();
    List<Value> in = inputs.stream().map(b::input).toList();
    b.emit(op, in).forEach(b::output);
    return Decomposer.apply(b.build(), (o, types) -> o instanceof CoreOp);
  }

  /**
   * Returns whether the op's results are computed element by element, from inputs of the results'
   * shape, scalars and vectors along the last axis.
   */
  static boolean fits(Program core) {
    return core.nodes().stream()
        .allMatch(
            n -> {
              Op o = n.op();
              return o instanceof Unary
                  || o instanceof Binary
                  || o instanceof Compare
                  || o instanceof Select
                  || o instanceof Cast
                  || o instanceof Constant
                  || (o instanceof Broadcast && alongLastAxis(n))
                  || (o instanceof Reshape && n.inputs().get(0).shape().size() == 1);
            });
  }

  private static boolean alongLastAxis(Program.Node n) {
    Value from = n.inputs().get(0);
    long size = from.shape().size();
    return size == 1
        || size == n.outputs().get(0).shape().size()
        || size == n.outputs().get(0).shape().dim(-1) && size == from.shape().dim(-1);
  }

  /**
   * Generates.
   *
   * @param core of {@link #coreProgram}
   * @param inputs the code that reads each input's element: of type {@code real} for floats, int,
   *     uint, or a condition for BOOL
   * @param real the type of floats: {@code float} or a vector of them
   */
  static Code of(Program core, List<String> inputs, String real) {
    Expression e = new Expression(core, real);
    for (int i = 0; i < inputs.size(); i++) {
      e.names.put(core.inputs().get(i).id(), inputs.get(i));
    }
    core.nodes().forEach(e::node);
    return new Code(e.code.toString(), core.outputs().stream().map(e::name).toList());
  }

  private String name(Value v) {
    String n = names.get(v.id());
    if (n == null) {
      throw new IllegalStateException(v + " is used before it is computed in " + program + ".");
    }
    return n;
  }

  private void node(Program.Node n) {
    Value out = n.outputs().get(0);
    if (n.op() instanceof Broadcast || n.op() instanceof Reshape) {
      names.put(out.id(), name(n.inputs().get(0)));
      return;
    }
    String value = value(n, n.inputs().stream().map(this::name).toList());
    String name = "v" + out.id();
    names.put(out.id(), name);
    code.append("const ").append(type(out.dtype())).append(' ').append(name);
    code.append(" = ").append(value).append("; ");
  }

  private String type(DType t) {
    switch (t) {
      case F32:
        return real;
      case U32:
        return "uint";
      case I32:
        return "int";
      default:
        return real.replace("float", "int"); // a condition
    }
  }

  private String value(Program.Node n, List<String> in) {
    DType t = n.inputs().isEmpty() ? DType.F32 : n.inputs().get(0).dtype();
    if (n.op() instanceof Unary) {
      return unary(((Unary) n.op()).fn(), t, in.get(0));
    } else if (n.op() instanceof Binary) {
      return binary(((Binary) n.op()).fn(), t, in.get(0), in.get(1));
    } else if (n.op() instanceof Compare) {
      return "(" + in.get(0) + " " + sign(((Compare) n.op()).fn()) + " " + in.get(1) + ")";
    } else if (n.op() instanceof Select) {
      DType of = n.outputs().get(0).dtype();
      return of == DType.BOOL
          ? "(("
              + in.get(0)
              + " & "
              + in.get(1)
              + ") | (("
              + in.get(0)
              + " == 0) & "
              + in.get(2)
              + "))"
          : "(" + in.get(0) + " ? " + in.get(1) + " : " + in.get(2) + ")";
    } else if (n.op() instanceof Cast) {
      return cast(t, ((Cast) n.op()).to(), in.get(0));
    }
    Constant c = (Constant) n.op();
    return literal(c.type().dtype(), c.value());
  }

  private String literal(DType t, double value) {
    switch (t) {
      case F32:
        return "(" + real + ")(" + Literals.real((float) value) + ")";
      case I32:
        return "(int)" + (long) value;
      case U32:
        return (long) value + "u";
      default:
        return "("
            + type(DType.BOOL)
            + ")("
            + (value != 0 ? real.equals("float") ? 1 : -1 : 0)
            + ")";
    }
  }

  private static String unary(Unary.Fn fn, DType t, String x) {
    boolean i = t == DType.I32;
    switch (fn) {
      case NEG:
        return i ? "as_int(0u - as_uint(" + x + "))" : "(-" + x + ")";
      case ABS:
        return i ? "as_int(abs(" + x + "))" : "fabs(" + x + ")";
      case SIGN:
        // OpenCL's sign gives 0 for a NaN.
        return i
            ? "((" + x + " > 0) - (" + x + " < 0))"
            : "(isnan(" + x + ") ? " + x + " : sign(" + x + "))";
      case RECIPROCAL:
        return "(1.0f / " + x + ")";
      case SIGMOID:
        return "(1.0f / (1.0f + exp(-" + x + ")))";
      case NOT:
        return "(" + x + " == 0)";
      default:
        return fn.name().toLowerCase(Locale.ROOT) + "(" + x + ")";
    }
  }

  private static String binary(Binary.Fn fn, DType t, String a, String b) {
    switch (fn) {
      case ADD:
        return arithmetic(t, a, "+", b);
      case SUB:
        return arithmetic(t, a, "-", b);
      case MUL:
        return arithmetic(t, a, "*", b);
      case DIV:
        return "(" + a + " / " + b + ")";
      case MAX:
        // fmax leaves a NaN out.
        return t == DType.F32
            ? "(((" + a + " > " + b + ") | isnan(" + a + ")) ? " + a + " : " + b + ")"
            : "max(" + a + ", " + b + ")";
      case MIN:
        return t == DType.F32
            ? "(((" + a + " < " + b + ") | isnan(" + a + ")) ? " + a + " : " + b + ")"
            : "min(" + a + ", " + b + ")";
      case POW:
        return "pow(" + a + ", " + b + ")";
      case AND:
        return "(" + a + " & " + b + ")";
      case OR:
        return "(" + a + " | " + b + ")";
      case XOR:
        return "(" + a + " ^ " + b + ")";
      case SHL:
        return t == DType.I32
            ? "as_int(as_uint(" + a + ") << (as_uint(" + b + ") & 31u))"
            : "(" + a + " << (" + b + " & 31u))";
      default:
        return t == DType.I32
            ? "(" + a + " >> (as_uint(" + b + ") & 31u))"
            : "(" + a + " >> (" + b + " & 31u))";
    }
  }

  /** Signed overflow is undefined in C, so integers are computed without sign. */
  private static String arithmetic(DType t, String a, String operator, String b) {
    return t == DType.I32
        ? "as_int(as_uint(" + a + ") " + operator + " as_uint(" + b + "))"
        : "(" + a + " " + operator + " " + b + ")";
  }

  private static String sign(Compare.Fn fn) {
    switch (fn) {
      case EQ:
        return "==";
      case NE:
        return "!=";
      case LT:
        return "<";
      case LE:
        return "<=";
      case GT:
        return ">";
      default:
        return ">=";
    }
  }

  private String cast(DType from, DType to, String x) {
    if (from == to) {
      return x;
    }
    switch (to) {
      case BOOL:
        return "(" + x + " != 0)";
      case F32:
        return from == DType.BOOL
            ? "(" + x + " ? (" + real + ")(1.0f) : (" + real + ")(0.0f))"
            : "convert_float_rte(" + x + ")";
      case I32:
        return from == DType.F32
            ? "(isnan(" + x + ") ? 0 : convert_int_sat_rtz(" + x + "))"
            : from == DType.BOOL ? "(" + x + " ? 1 : 0)" : "as_int(" + x + ")";
      default:
        return from == DType.F32
            ? "(isnan(" + x + ") ? 0u : convert_uint_sat_rtz(" + x + "))"
            : from == DType.BOOL ? "(" + x + " ? 1u : 0u)" : "as_uint(" + x + ")";
    }
  }
}
