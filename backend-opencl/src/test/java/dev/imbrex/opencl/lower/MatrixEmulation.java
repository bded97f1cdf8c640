package dev.imbrex.opencl.lower;

import dev.imbrex.kernels.MatrixEngine;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.op.composite.MatMulBiasActivation;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.support.KernelTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A backend that runs plain products by the kernel for matrix engines, with ordinary code in the
 * place of one.
 */
final class MatrixEmulation extends SessionBackend {

  MatrixEmulation(Session session, MatrixEngine engine) {
    super(session, table(session, engine));
  }

  /** Returns what is put before {@code gemm_matrix.cl}. */
  static String source() {
    try (InputStream in =
        Objects.requireNonNull(
            MatrixEmulation.class.getResourceAsStream("matrix_emulation.cl"),
            "matrix_emulation.cl is missing")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KernelTable table(Session s, MatrixEngine e) {
    KernelTable t = new KernelTable();
    put(t, s, e, MatMul.class, Products::matMul);
    put(t, s, e, MatMulBiasActivation.class, Products::matMul);
    put(t, s, e, Conv2d.class, Products::convolution);
    return t;
  }

  private static <T extends Op> void put(
      KernelTable t, Session s, MatrixEngine e, Class<T> op, Products.Lowering<T> lowering) {
    t.put(
        op,
        (o, in) -> MatrixProduct.fits(lowering.lower(o, in, o.infer(in)).product()),
        (o, in, out) -> MatrixProduct.of(s, lowering.lower(o, in, out), e, source()));
  }

  @Override
  protected void releaseDevice() {
    // The session is the test's.
  }
}
