package dev.imbrex.conformance.cases;

import dev.imbrex.op.MatMul;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.EnumSet;
import java.util.List;

/** The matrix product. */
final class MatMulCases {
  private MatMulCases() {}

  static List<CaseFamily> all() {
    return List.of(
        CaseFamily.smooth("MatMul", 12, EnumSet.allOf(Mode.class), MatMulCases::product));
  }

  private static OpCase product(Draw d, Mode mode) {
    int m = d.tileEdge();
    int n = d.tileEdge();
    int k = d.tileEdge();
    switch (d.upTo(8)) {
      case 6: // a long sum, in several blocks
        m = d.pick(1, 2, 5, 8, 17);
        n = d.pick(1, 3, 4, 16, 17);
        k = d.pick(127, 128, 129, 255, 256, 257, 511, 513, 1023, 1025, 4097);
        break;
      case 7: // many rows or columns
        m = d.pick(1, 100, 255, 257, 769);
        n = d.pick(1, 10, 127, 129, 300);
        k = d.pick(1, 3, 8, 17);
        break;
      default:
    }
    boolean ta = d.maybe();
    boolean tb = d.maybe();
    DType t = d.floats();
    List<TensorType> types =
        List.of(
            new TensorType(t, ta ? Shape.of(k, m) : Shape.of(m, k)),
            new TensorType(t, tb ? Shape.of(n, k) : Shape.of(k, n)));
    return ConvolutionCases.product(mode, new MatMul(ta, tb), types, List.of("MM-1"));
  }
}
