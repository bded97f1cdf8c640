package dev.imbrex.conformance.cases;

import dev.imbrex.op.Broadcast;
import dev.imbrex.op.Concat;
import dev.imbrex.op.Crop;
import dev.imbrex.op.Op;
import dev.imbrex.op.Pad;
import dev.imbrex.op.Reshape;
import dev.imbrex.op.Transpose;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Ops that move elements and keep their bits. */
final class ShapeCases {
  private static final Set<Mode> MODES = EnumSet.of(Mode.EXACT, Mode.SPECIAL);
  private static final List<DType> TYPES =
      List.of(DType.F32, DType.F32, DType.I32, DType.U32, DType.BOOL, DType.F32, DType.F64);

  private ShapeCases() {}

  static List<CaseFamily> all() {
    return List.of(
        CaseFamily.smooth("Broadcast", 4, MODES, ShapeCases::broadcast),
        CaseFamily.smooth("Reshape", 2, MODES, ShapeCases::reshape),
        CaseFamily.smooth("Transpose", 4, MODES, ShapeCases::transpose),
        CaseFamily.smooth("Pad", 4, MODES, ShapeCases::pad),
        CaseFamily.smooth("Crop", 4, MODES, ShapeCases::crop),
        CaseFamily.smooth("Concat", 4, MODES, ShapeCases::concat));
  }

  private static DType type(Draw d, Mode mode) {
    return mode == Mode.EXACT ? d.pick(TYPES) : d.floats();
  }

  private static OpCase moved(Op op, Mode mode, List<TensorType> types, String rule) {
    Fill fill = mode == Mode.EXACT ? Fills.anything() : Fills.special(Fills.integers(9));
    return new OpCase(
        op, types, Collections.nCopies(types.size(), fill), Judgement.BITS, List.of(rule));
  }

  private static OpCase broadcast(Draw d, Mode mode) {
    Shape target = d.shape(0, 5);
    int missing = d.upTo(target.rank() + 1);
    List<Integer> from = new ArrayList<>();
    for (int i = missing; i < target.rank(); i++) {
      from.add(d.maybe() ? 1 : target.dim(i));
    }
    TensorType x = new TensorType(type(d, mode), Shape.of(from));
    return moved(new Broadcast(target), mode, List.of(x), "BC-1");
  }

  private static OpCase reshape(Draw d, Mode mode) {
    TensorType x = new TensorType(type(d, mode), d.shape(0, 5));
    int size = x.shape().intSize();
    int rows = d.pick(1, 2, 3, 5);
    Draw.require(size % rows == 0, "the rows do not fit");
    Shape target = d.maybe() ? Shape.of(rows, 1, size / rows) : Shape.of(size);
    return moved(new Reshape(target), mode, List.of(x), "RSH-1");
  }

  private static OpCase transpose(Draw d, Mode mode) {
    boolean wide = d.onceIn(4);
    Shape shape = wide ? Shape.of(d.tileEdge(), d.tileEdge()) : d.shape(0, 5);
    List<Integer> left = new ArrayList<>();
    for (int i = shape.rank() - 1; i >= 0; i--) {
      left.add(i);
    }
    List<Integer> permutation = new ArrayList<>();
    while (!left.isEmpty()) {
      permutation.add(left.remove(d.upTo(left.size())));
    }
    TensorType x = new TensorType(type(d, mode), shape);
    return moved(new Transpose(permutation), mode, List.of(x), "TR-1");
  }

  private static OpCase pad(Draw d, Mode mode) {
    TensorType x = new TensorType(type(d, mode), d.shape(0, 4));
    List<Integer> before = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    for (int i = 0; i < x.shape().rank(); i++) {
      before.add(d.pick(0, 1, 2, 3));
      after.add(d.pick(0, 1, 2));
    }
    double value = d.pick(0, 1);
    if (x.dtype().isFloat() && d.maybe()) {
      value = mode == Mode.SPECIAL ? Double.NEGATIVE_INFINITY : -2.5;
    }
    return moved(new Pad(before, after, value), mode, List.of(x), "PAD-1");
  }

  private static OpCase crop(Draw d, Mode mode) {
    TensorType x = new TensorType(type(d, mode), d.shape(0, 4));
    List<Integer> start = new ArrayList<>();
    List<Integer> size = new ArrayList<>();
    for (int i = 0; i < x.shape().rank(); i++) {
      start.add(d.upTo(x.shape().dim(i)));
      size.add(x.shape().dim(i) - start.get(i) - d.upTo(x.shape().dim(i) - start.get(i)));
    }
    return moved(new Crop(start, Shape.of(size)), mode, List.of(x), "CRP-1");
  }

  private static OpCase concat(Draw d, Mode mode) {
    Shape shape = d.shape(1, 4);
    DType t = type(d, mode);
    int axis = d.upTo(shape.rank());
    List<TensorType> types = new ArrayList<>();
    int parts = 1 + d.upTo(4);
    for (int i = 0; i < parts; i++) {
      types.add(new TensorType(t, shape.with(axis, d.extent())));
    }
    return moved(new Concat(axis), mode, types, "CAT-1");
  }
}
