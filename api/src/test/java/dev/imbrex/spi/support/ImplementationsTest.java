package dev.imbrex.spi.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.Unary;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.spi.Accuracy;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.OpWays;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImplementationsTest {
  private static final MatMul PRODUCT = new MatMul(false, false);

  /** A kernel that says which way it is. */
  private static KernelFactory<MatMul> way(String name) {
    return (op, in, out) -> {
      Kernel k = InterpretedBackend.kernel(op, in, out);
      return new Kernel() {
        @Override
        public Invocation bind(List<Slice> inputs, List<Slice> outputs, Slice scratch) {
          return k.bind(inputs, outputs, scratch);
        }

        @Override
        public Accuracy accuracy() {
          return name.equals("columns") ? Accuracy.FAST : k.accuracy();
        }

        @Override
        public String explain() {
          return name;
        }
      };
    };
  }

  /** Blocks of 4 rows for many rows, else row by row; anything also by columns. */
  private static InterpretedBackend backend() {
    return new InterpretedBackend(
        InterpretedBackend.table()
            .put(
                MatMul.class,
                (op, in) -> in.get(0).shape().dim(0) < 100,
                new Implementations<MatMul>()
                    .add("blocks", (op, in) -> in.get(0).shape().dim(0) >= 4, way("blocks"))
                    .add("rows", way("rows"))
                    .add("columns", way("columns"))));
  }

  private static Program product(int rows) {
    ProgramBuilder b = new ProgramBuilder();
    b.output(
        b.neg(
            b.matMul(
                b.input(TensorType.f32(rows, 2)), b.input(TensorType.f32(2, 3)), false, false)));
    return b.build();
  }

  private static String explain(InterpretedBackend backend, int rows, CompileOptions options) {
    try (Executable e = backend.compile(product(rows), options)) {
      return e.explain();
    }
  }

  private static List<TensorType> types(int rows) {
    return List.of(TensorType.f32(rows, 2), TensorType.f32(2, 3));
  }

  @Test
  void anExecutableDeclaresTheWidestAccuracyOfItsOps() {
    CompileOptions rough = CompileOptions.DEFAULT.withImplementation("columns");
    try (InterpretedBackend backend = backend();
        Executable usual = backend.compile(product(4), CompileOptions.DEFAULT);
        Executable fast = backend.compile(product(4), rough)) {
      assertEquals(Accuracy.STANDARD, usual.accuracy());
      assertEquals(Accuracy.FAST, fast.accuracy());
    }
  }

  @Test
  void thoseThatFitAreListedTheUsualOneFirst() {
    try (InterpretedBackend backend = backend()) {
      assertEquals(
          List.of("blocks", "rows", "columns"), backend.implementations(PRODUCT, types(4)));
      assertEquals(List.of("rows", "columns"), backend.implementations(PRODUCT, types(3)));
      assertEquals(List.of(), backend.implementations(PRODUCT, types(100)));
      assertEquals(
          List.of(), backend.implementations(new Unary(Unary.Fn.NEG), List.of(TensorType.f32(2))));
    }
  }

  @Test
  void aWayMayGoBehindTheOthersForSomeTypes() {
    Implementations<MatMul> ways =
        new Implementations<MatMul>()
            .add(
                "blocks",
                (op, in) -> in.get(0).shape().dim(0) >= 4,
                (op, in) -> in.get(0).shape().dim(0) < 16,
                way("blocks"))
            .add("rows", way("rows"));
    assertEquals(List.of("blocks", "rows"), ways.implementations(PRODUCT, types(16)));
    assertEquals(List.of("rows", "blocks"), ways.implementations(PRODUCT, types(15)));
    assertEquals(List.of(), ways.implementations(PRODUCT, types(3)));
  }

  @Test
  void theFirstIsTakenWhereNobodyAsksForAnother() {
    try (InterpretedBackend backend = backend()) {
      assertTrue(explain(backend, 4, CompileOptions.DEFAULT).contains("blocks: "));
      assertTrue(explain(backend, 3, CompileOptions.DEFAULT).contains("rows: "));
    }
  }

  @Test
  void theOneThatIsAskedForIsTakenWhereItFits() {
    CompileOptions columns = CompileOptions.DEFAULT.withImplementation("columns");
    CompileOptions blocks = CompileOptions.DEFAULT.withImplementation("blocks");
    try (InterpretedBackend backend = backend()) {
      assertTrue(explain(backend, 4, columns).contains("columns: "));
      assertTrue(explain(backend, 4, blocks).contains("blocks: "));
      assertTrue(explain(backend, 3, blocks).contains("rows: "), "too few rows for blocks");
    }
  }

  /** Rows, also so many at a time: {@code rows-2}, {@code rows-8}, where there are so many. */
  private static KernelTable varied() {
    KernelFactory<MatMul> rows = way("rows");
    KernelFactory<MatMul> sized =
        new KernelFactory<>() {
          @Override
          public Kernel create(MatMul op, List<TensorType> in, List<TensorType> out) {
            return rows.create(op, in, out);
          }

          @Override
          public boolean offers(MatMul op, List<TensorType> in, String name) {
            return List.of("rows-2", "rows-8").contains(name)
                && in.get(0).shape().dim(0) >= Integer.parseInt(name.substring(5));
          }

          @Override
          public Kernel create(MatMul op, List<TensorType> in, List<TensorType> out, String name) {
            return way(name).create(op, in, out);
          }
        };
    return InterpretedBackend.table()
        .put(
            MatMul.class,
            (op, in) -> true,
            new Implementations<MatMul>().add("rows", sized).add("columns", way("columns")));
  }

  @Test
  void variantsAreNotListedButCanBeAskedFor() {
    KernelTable t = varied();
    assertEquals(List.of("rows", "columns"), t.implementations(PRODUCT, types(4)));
    assertTrue(t.offers(PRODUCT, types(4), "rows-2"));
    assertTrue(t.offers(PRODUCT, types(4), "columns"));
    assertFalse(t.offers(PRODUCT, types(4), "rows-8"), "there are not so many");
    assertFalse(t.offers(PRODUCT, types(4), "columns-2"));
    assertFalse(t.offers(PRODUCT, types(4), "rows-"));
    try (InterpretedBackend backend = new InterpretedBackend(t)) {
      CompileOptions two = CompileOptions.DEFAULT.withImplementation("rows-2");
      assertTrue(explain(backend, 4, two).contains("rows-2: "));
      assertTrue(explain(backend, 1, two).contains("rows: "), "the usual way instead");
    }
  }

  /** A backend that prefers a way, and notes which programs it was asked to prepare for. */
  private static final class Preferring extends InterpretedBackend {
    private final String preferred;
    private int prepared;

    Preferring(String preferred) {
      super(varied());
      this.preferred = preferred;
    }

    @Override
    protected Optional<String> preferred(Op op, List<TensorType> inputs) {
      return Optional.of(preferred);
    }

    @Override
    protected void prepare(Program lowered) {
      prepared += lowered.nodes().size();
    }
  }

  @Test
  void whatIsPreferredIsTakenWhereThereIsItAndNobodyAsksForAnother() {
    try (Preferring backend = new Preferring("rows-8")) {
      assertTrue(explain(backend, 8, CompileOptions.DEFAULT).contains("rows-8: "));
      assertEquals(2, backend.prepared, "a product and its negative");
      assertTrue(explain(backend, 4, CompileOptions.DEFAULT).contains("rows: "));
      CompileOptions columns = CompileOptions.DEFAULT.withImplementation("columns");
      assertTrue(explain(backend, 8, columns).contains("columns: "));
      assertEquals(
          List.of("rows-8", "rows", "columns"), backend.implementations(PRODUCT, types(8)));
      assertEquals(List.of("rows", "columns"), backend.implementations(PRODUCT, types(4)));
    }
    try (Preferring backend = new Preferring("columns")) {
      assertEquals(List.of("columns", "rows"), backend.implementations(PRODUCT, types(4)));
    }
  }

  private static OpWays ways(InterpretedBackend backend, int rows, CompileOptions options) {
    try (Executable e = backend.compile(product(rows), options)) {
      return e.ways();
    }
  }

  private static OpWays known(String device, int rows, String way) {
    return new OpWays(device, Map.of(OpWays.key(PRODUCT, types(rows)), way));
  }

  @Test
  void anExecutableTellsTheWaysOfThoseOpsThatHaveSeveral() {
    try (InterpretedBackend backend = backend()) {
      assertEquals(
          known("interpreted", 4, "blocks"),
          ways(backend, 4, CompileOptions.DEFAULT),
          "and no neg");
      assertEquals(
          known("interpreted", 4, "columns"),
          ways(backend, 4, CompileOptions.DEFAULT.withImplementation("columns")));
    }
    try (Preferring backend = new Preferring("rows-8")) {
      assertEquals(known("interpreted", 8, "rows-8"), ways(backend, 8, CompileOptions.DEFAULT));
      assertEquals(known("interpreted", 4, "rows"), ways(backend, 4, CompileOptions.DEFAULT));
    }
    try (InterpretedBackend backend = new InterpretedBackend()) {
      assertEquals(OpWays.NONE, ways(backend, 4, CompileOptions.DEFAULT));
    }
  }

  @Test
  void aKnownWayGoesBeforeThePreferredOneWhereThereIsIt() {
    try (Preferring backend = new Preferring("rows-8")) {
      CompileOptions columns = CompileOptions.DEFAULT.withWays(known("interpreted", 8, "columns"));
      assertTrue(explain(backend, 8, columns).contains("columns: "));
      assertEquals(columns.ways(), ways(backend, 8, columns));
      assertTrue(explain(backend, 9, columns).contains("rows-8: "), "of other types");
      assertTrue(
          explain(backend, 8, columns.withImplementation("rows-2")).contains("rows-2: "),
          "who asks for an implementation gets it");
      CompileOptions magic = CompileOptions.DEFAULT.withWays(known("interpreted", 8, "magic"));
      assertTrue(explain(backend, 8, magic).contains("rows-8: "));
      assertEquals(known("interpreted", 8, "rows-8"), ways(backend, 8, magic));
      CompileOptions elsewhere = CompileOptions.DEFAULT.withWays(known("other", 8, "columns"));
      assertTrue(explain(backend, 8, elsewhere).contains("rows-8: "), "of another device");
    }
  }

  @Test
  void aFactoryRefusesWhatItDoesNotOffer() {
    Implementations<MatMul> ways = new Implementations<MatMul>().add("rows", way("rows"));
    assertEquals(List.of(), ways.implementations(PRODUCT, types(1)), "one way is no choice");
    List<TensorType> out = PRODUCT.infer(types(1));
    assertThrows(
        IllegalArgumentException.class, () -> ways.create(PRODUCT, types(1), out, "blocks"));
    assertThrows(
        IllegalArgumentException.class, () -> way("rows").create(PRODUCT, types(1), out, "rows"));
    assertThrows(IllegalArgumentException.class, () -> ways.add("rows", way("rows")));
  }
}
