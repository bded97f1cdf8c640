package dev.imbrex.conformance.cases;

import dev.imbrex.op.Binary;
import dev.imbrex.op.Cast;
import dev.imbrex.op.Compare;
import dev.imbrex.op.Op;
import dev.imbrex.op.Select;
import dev.imbrex.op.Unary;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Functions of one, two or three elements. */
final class ElementwiseCases {
  private static final Set<Mode> ALL = EnumSet.allOf(Mode.class);
  private static final List<DType> NUMBERS =
      List.of(DType.F32, DType.I32, DType.U32, DType.F32, DType.F32, DType.F64);
  private static final List<DType> TYPES =
      List.of(DType.F32, DType.I32, DType.U32, DType.BOOL, DType.F32, DType.F64);
  private static final List<Unary.Fn> ROUNDING_FREE =
      List.of(Unary.Fn.NEG, Unary.Fn.ABS, Unary.Fn.SIGN, Unary.Fn.FLOOR, Unary.Fn.CEIL);
  private static final List<Unary.Fn> FUNCTIONS =
      Arrays.stream(Unary.Fn.values()).filter(f -> f != Unary.Fn.NOT).toList();

  private ElementwiseCases() {}

  static List<CaseFamily> all() {
    return List.of(
        CaseFamily.smooth("Unary", 14, ALL, ElementwiseCases::unary),
        CaseFamily.smooth("Binary", 10, ALL, ElementwiseCases::binary),
        CaseFamily.of("Compare", 4, ALL, ElementwiseCases::compare),
        CaseFamily.smooth("Select", 3, ALL, ElementwiseCases::select),
        CaseFamily.smooth("Cast", 4, ALL, ElementwiseCases::cast));
  }

  private static OpCase unary(Draw d, Mode mode) {
    TensorType t = new TensorType(d.floats(), d.shape(0, 5));
    if (mode != Mode.EXACT) {
      Unary.Fn fn = d.pick(FUNCTIONS);
      Fill fill = mode == Mode.REAL ? domain(fn) : Fills.special(domain(fn));
      return new OpCase(
          new Unary(fn), List.of(t), List.of(fill), Judgement.FUNCTION, List.of(rule(fn)));
    }
    if (d.onceIn(6)) {
      TensorType b = t.withDType(DType.BOOL);
      return new OpCase(
          new Unary(Unary.Fn.NOT),
          List.of(b),
          List.of(Fills.truths()),
          Judgement.BITS,
          List.of("UN-6"));
    }
    Unary.Fn fn = d.pick(ROUNDING_FREE);
    boolean floor = fn == Unary.Fn.FLOOR || fn == Unary.Fn.CEIL;
    if (!floor && d.maybe()) {
      t = t.withDType(DType.I32);
    }
    Fill fill =
        t.dtype() == DType.I32
            ? Fills.words()
            : floor ? Fills.each(r -> (r.nextInt(81) - 40) / 4.0) : Fills.integers(1000);
    return new OpCase(new Unary(fn), List.of(t), List.of(fill), Judgement.EXACT, List.of(rule(fn)));
  }

  private static String rule(Unary.Fn fn) {
    return switch (fn) {
      case NEG, ABS, SIGN -> "UN-1";
      case EXP, EXPM1, LOG, LOG1P -> "UN-2";
      case SQRT, RSQRT, RECIPROCAL -> "UN-3";
      case TANH, SIGMOID, ERF -> "UN-4";
      case FLOOR, CEIL -> "UN-5";
      case NOT -> "UN-6";
    };
  }

  /** Where a function is asked for its values. */
  private static Fill domain(Unary.Fn fn) {
    Fill tiny = Fills.signedPowers(-30, 0);
    return switch (fn) {
      case EXP -> Fills.mixed(Fills.between(-85, 85), tiny);
      case EXPM1 -> Fills.mixed(Fills.between(-20, 85), tiny);
      case LOG -> Fills.mixed(Fills.powers(-120, 120), Fills.between(0.5, 2));
      case SQRT, RSQRT -> Fills.powers(-120, 120);
      case LOG1P -> Fills.mixed(Fills.between(-0.999, 3), Fills.mixed(tiny, Fills.powers(0, 100)));
      case RECIPROCAL -> Fills.signedPowers(-120, 120);
      case TANH, ERF -> Fills.mixed(Fills.between(-6, 6), tiny);
      case SIGMOID -> Fills.mixed(Fills.between(-30, 30), Fills.between(-100, 100));
      case FLOOR, CEIL -> Fills.mixed(Fills.between(-10, 10), Fills.signedPowers(10, 40));
      default -> Fills.signedPowers(-100, 100);
    };
  }

  private static OpCase binary(Draw d, Mode mode) {
    if (mode != Mode.EXACT) {
      return binaryOfReals(d, mode);
    }
    Binary.Fn fn = d.pick(Arrays.asList(Binary.Fn.values()));
    Draw.require(fn != Binary.Fn.DIV && fn != Binary.Fn.POW, "the result would not be exact");
    DType t =
        switch (fn) {
          case AND, OR, XOR -> d.pick(List.of(DType.I32, DType.U32, DType.BOOL));
          case SHL, SHR -> d.pick(List.of(DType.I32, DType.U32));
          default -> d.pick(NUMBERS);
        };
    TensorType type = new TensorType(t, d.shape(0, 4));
    Fill fill =
        t.isFloat() ? Fills.integers(2000) : t == DType.BOOL ? Fills.truths() : Fills.words();
    return pair(new Binary(fn), type, fill, fill, Judgement.EXACT, rule(fn));
  }

  private static OpCase binaryOfReals(Draw d, Mode mode) {
    Binary.Fn fn =
        d.pick(
            List.of(
                Binary.Fn.ADD,
                Binary.Fn.SUB,
                Binary.Fn.MUL,
                Binary.Fn.DIV,
                Binary.Fn.MAX,
                Binary.Fn.MIN,
                Binary.Fn.POW));
    TensorType type = new TensorType(d.floats(), d.shape(0, 4));
    Fill a = Fills.mixed(Fills.reals(), Fills.signedPowers(-12, 12));
    Fill b = a;
    if (fn == Binary.Fn.POW) {
      a = Fills.powers(-4, 4);
      b = Fills.mixed(Fills.between(-5, 5), Fills.integers(4));
    } else if (mode == Mode.SPECIAL) {
      a = Fills.special(a);
      b = Fills.special(b);
    }
    if (fn == Binary.Fn.POW && mode == Mode.SPECIAL) { // where BIN-4 says what comes out
      a = Fills.sprinkled(Fills.signedPowers(1, 3), 0, Double.NaN);
      b = Fills.sprinkled(Fills.integers(3), 0.5, 0, -1.5);
    }
    return pair(new Binary(fn), type, a, b, Judgement.FUNCTION, rule(fn));
  }

  private static String rule(Binary.Fn fn) {
    return switch (fn) {
      case ADD, SUB, MUL -> "BIN-1";
      case DIV -> "BIN-2";
      case MAX, MIN -> "BIN-3";
      case POW -> "BIN-4";
      case AND, OR, XOR -> "BIN-5";
      case SHL, SHR -> "BIN-6";
    };
  }

  private static OpCase pair(
      Op op, TensorType type, Fill a, Fill b, Judgement judgement, String... rules) {
    return new OpCase(op, List.of(type, type), List.of(a, b), judgement, List.of(rules));
  }

  private static OpCase compare(Draw d, Mode mode) {
    Compare.Fn fn = d.pick(Arrays.asList(Compare.Fn.values()));
    DType t = mode == Mode.EXACT ? d.pick(TYPES) : d.floats();
    boolean ordered = fn != Compare.Fn.EQ && fn != Compare.Fn.NE;
    Draw.require(t != DType.BOOL || !ordered, "truth values have no order");
    TensorType type = new TensorType(t, d.shape(0, 4));
    Fill fill =
        switch (mode) {
          case EXACT ->
              t.isFloat() ? Fills.integers(2) : t == DType.BOOL ? Fills.truths() : Fills.words();
          case REAL -> Fills.reals();
          case SPECIAL -> Fills.special(Fills.integers(1));
        };
    String rule = mode == Mode.SPECIAL ? "CMP-2" : t == DType.BOOL ? "CMP-3" : "CMP-1";
    return pair(new Compare(fn), type, fill, fill, Judgement.BITS, rule);
  }

  private static OpCase select(Draw d, Mode mode) {
    DType t = mode == Mode.EXACT ? d.pick(TYPES) : d.floats();
    TensorType type = new TensorType(t, d.shape(0, 4));
    Fill fill =
        switch (mode) {
          case EXACT -> Fills.anything();
          case REAL -> Fills.reals();
          case SPECIAL -> Fills.special(Fills.reals());
        };
    return new OpCase(
        new Select(),
        List.of(type.withDType(DType.BOOL), type, type),
        List.of(Fills.truths(), fill, fill),
        Judgement.BITS,
        List.of("SEL-1"));
  }

  private static OpCase cast(Draw d, Mode mode) {
    DType from = mode == Mode.EXACT ? d.pick(TYPES) : d.floats();
    DType to = d.pick(TYPES);
    TensorType type = new TensorType(from, d.shape(0, 4));
    Fill fill =
        switch (mode) {
          case EXACT -> Fills.anything();
          case REAL -> Fills.mixed(Fills.between(-10, 10), Fills.signedPowers(0, 36));
          case SPECIAL ->
              Fills.sprinkled(
                  Fills.special(Fills.between(-5, 5)), 0x1p31, -0x1p31, 0x1p32, 3e9, -0.75);
        };
    String rule;
    if (from == to) {
      rule = "CST-5";
    } else if (to == DType.BOOL || from == DType.BOOL) {
      rule = "CST-4";
    } else if (to.isFloat()) {
      rule = "CST-1";
    } else {
      rule = from.isFloat() ? "CST-2" : "CST-3";
    }
    return new OpCase(
        new Cast(to),
        List.of(type),
        List.of(fill),
        from == to ? Judgement.BITS : Judgement.EXACT,
        List.of(rule));
  }
}
