package dev.imbrex.opencl.lower;

import dev.imbrex.kernels.MatrixEngine;
import dev.imbrex.kernels.MatrixEngine.Precision;
import dev.imbrex.op.Op;
import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.spi.DeviceKind;
import dev.imbrex.spi.support.Implementations;
import dev.imbrex.tensor.TensorType;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * Which matrix engines a device has. No driver tells, so their kernel is built: where that fails,
 * there is none.
 *
 * <p>What rounds factors is used only where {@value #PRECISION} asks for it, and then goes before
 * all tiles; products of few rows, which wait for memory alone, keep float32 even then. Rounding to
 * float16 needs no engine: that is done by tiles in local memory. What keeps float32 goes behind
 * all tiles: the conformance kit tests it, and a tuner may take it, but nothing does by itself.
 */
final class MatrixEngines {
  /** The property that says what factors may be rounded to. */
  static final String PRECISION = "imbrex.opencl.precision";

  private final Session session;
  private final Precision asked;
  private final Map<Precision, Optional<MatrixEngine>> found = new EnumMap<>(Precision.class);

  MatrixEngines(Session session) {
    this(session, asked(System.getProperty(PRECISION, "")));
  }

  MatrixEngines(Session session, Precision asked) {
    this.session = session;
    this.asked = asked;
    if (!isThere(asked)) {
      tellIfAsked(asked);
    }
  }

  /**
   * Returns the precision of a text; blank is float32.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  static Precision asked(String text) {
    if (text.isBlank()) {
      return Precision.FLOAT32;
    }
    return Stream.of(Precision.values())
        .filter(p -> name(p).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    PRECISION + " must be float32, tf32, bf16 or float16, but is " + text + "."));
  }

  private static String name(Precision p) {
    return p.name().toLowerCase(Locale.ROOT);
  }

  /** Adds the way of the precision that was asked for, if it is another than float32. */
  <T extends Op> Implementations<T> addAsked(
      Implementations<T> ways,
      BiPredicate<T, List<TensorType>> condition,
      Products.Lowering<T> lowering) {
    return switch (asked) {
      case FLOAT32 -> ways;
      case FLOAT16 -> isThere(asked) ? Products.addHalf(session, ways, condition, lowering) : ways;
      default -> add(ways, name(asked), asked, condition, lowering);
    };
  }

  /** Returns whether a device may have what rounds so, as far as can be said without a build. */
  private boolean isThere(Precision p) {
    return p == Precision.FLOAT16
        ? LocalTile.fitsSome(session.device())
        : !candidates(session.device(), p).isEmpty();
  }

  /** Adds the way that keeps float32. */
  <T extends Op> Implementations<T> addExact(
      Implementations<T> ways,
      BiPredicate<T, List<TensorType>> condition,
      Products.Lowering<T> lowering) {
    return add(ways, "mfma", Precision.FLOAT32, condition, lowering);
  }

  private <T extends Op> Implementations<T> add(
      Implementations<T> ways,
      String name,
      Precision precision,
      BiPredicate<T, List<TensorType>> condition,
      Products.Lowering<T> lowering) {
    if (!isThere(precision)) {
      return ways;
    }
    return ways.add(
        name,
        (op, in) ->
            condition.test(op, in)
                && MatrixProduct.fits(lowering.lower(op, in, op.infer(in)).product())
                && engine(precision).isPresent(),
        (op, in, out) ->
            MatrixProduct.of(
                session, lowering.lower(op, in, out), engine(precision).orElseThrow()));
  }

  /** Returns the engines that a device may have, as far as its maker and name say. */
  static List<MatrixEngine> candidates(ClDevice d, Precision precision) {
    String vendor = d.vendor().toLowerCase(Locale.ROOT);
    boolean nvidia = vendor.contains("nvidia");
    boolean intel = vendor.contains("intel");
    boolean amd = vendor.contains("amd") || vendor.contains("advanced micro");
    return Stream.of(MatrixEngine.values())
        .filter(e -> d.kind() == DeviceKind.GPU && e.precision() == precision)
        .filter(
            e ->
                switch (e) {
                  case NVIDIA_TF32, NVIDIA_BF16 -> nvidia;
                  // In this order: the second compiles where the first is right, and is wrong
                  // there.
                  case INTEL_BF16_OF_8, INTEL_BF16_OF_16 -> intel;
                  case AMD_F32 -> amd && d.name().startsWith("gfx9");
                  case AMD_BF16 -> amd && d.name().startsWith("gfx11");
                })
        .toList();
  }

  /** Returns the first engine of a precision that works; looked for once. */
  private synchronized Optional<MatrixEngine> engine(Precision precision) {
    return found.computeIfAbsent(
        precision,
        p -> {
          Optional<MatrixEngine> first =
              candidates(session.device(), p).stream().filter(e -> works(session, e)).findFirst();
          if (first.isEmpty()) {
            tellIfAsked(p);
          }
          return first;
        });
  }

  /** Says that what was asked for is not to be had. */
  private void tellIfAsked(Precision p) {
    if (p == asked && p != Precision.FLOAT32) {
      System.getLogger(MatrixEngines.class.getName())
          .log(
              System.Logger.Level.INFO,
              "{0} asks for {1}, but {2} ({3}) has nothing for that; products stay float32.",
              PRECISION,
              name(p),
              session.device().id(),
              session.device().name());
    }
  }

  /** Returns whether an engine's kernel can be built and run with its smallest tiles. */
  static boolean works(Session session, MatrixEngine engine) {
    try {
      return MatrixProduct.isTaken(session, engine, false, "");
    } catch (BackendUnavailableException e) {
      System.getLogger(MatrixEngines.class.getName())
          .log(
              System.Logger.Level.DEBUG,
              () -> session.device().id() + " has no matrix engine " + engine + ".",
              e);
      return false;
    }
  }
}
