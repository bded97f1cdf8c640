package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.gemm.Trial;
import dev.imbrex.op.Binary;
import dev.imbrex.op.Unary;
import dev.imbrex.op.composite.ActivationFn;

/**
 * Functions in vectors, for which plain loops do the work until vectors are faster ({@link Trial}).
 */
final class Tried implements Functions {
  private final Functions vectors;
  private final Functions plain = new PlainFunctions();

  Tried(Functions vectors) {
    this.vectors = vectors;
  }

  @Override
  public Pointwise unary(Unary.Fn fn) {
    return of(vectors.unary(fn), plain.unary(fn));
  }

  @Override
  public Pairwise binary(Binary.Fn fn) {
    return of(vectors.binary(fn), plain.binary(fn));
  }

  @Override
  public Pointwise activation(ActivationFn fn, float alpha) {
    return of(vectors.activation(fn, alpha), plain.activation(fn, alpha));
  }

  @Override
  public Pairwise activationGradient(ActivationFn fn, float alpha) {
    return of(vectors.activationGradient(fn, alpha), plain.activationGradient(fn, alpha));
  }

  private static Pointwise of(Pointwise vectors, Pointwise plain) {
    Trial trial = new Trial();
    return (a, at, d, to, n) -> {
      if (trial.settled()) {
        vectors.apply(a, at, d, to, n);
        return;
      }
      Trial.Turn turn = trial.next();
      long begin = System.nanoTime();
      (turn == Trial.Turn.VECTORS ? vectors : plain).apply(a, at, d, to, n);
      trial.took(turn, System.nanoTime() - begin, n);
    };
  }

  private static Pairwise of(Pairwise vectors, Pairwise plain) {
    Trial trial = new Trial();
    return (a, at, b, bt, d, to, n) -> {
      if (trial.settled()) {
        vectors.apply(a, at, b, bt, d, to, n);
        return;
      }
      Trial.Turn turn = trial.next();
      long begin = System.nanoTime();
      (turn == Trial.Turn.VECTORS ? vectors : plain).apply(a, at, b, bt, d, to, n);
      trial.took(turn, System.nanoTime() - begin, n);
    };
  }
}
