package dev.imbrex.cpu.kernel;

import dev.imbrex.op.Binary;
import dev.imbrex.op.Unary;
import dev.imbrex.op.composite.ActivationFn;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Functions which the compiler never joins with what calls them.
 *
 * <p>It joins methods until the whole has some ten thousand nodes and leaves the rest as calls, in
 * the middle of a formula if need be; vectors that cross a call become objects. A loop with one
 * function stays below that; a kernel with its own loops and a function's does not always, and
 * whether the two are joined depends on which was compiled first. So every call of a function goes
 * through a method handle that is not a constant, which the compiler can not look through. That
 * costs some nanoseconds for a run of elements.
 */
final class Apart implements Functions {
  private static final MethodHandle POINTWISE =
      handle(
          Pointwise.class,
          MethodType.methodType(
              void.class, float[].class, int.class, float[].class, int.class, int.class));

  private static final MethodHandle PAIRWISE =
      handle(
          Pairwise.class,
          MethodType.methodType(
              void.class,
              float[].class,
              int.class,
              float[].class,
              int.class,
              float[].class,
              int.class,
              int.class));

  private final Functions functions;

  Apart(Functions functions) {
    this.functions = functions;
  }

  /** Returns the same function, apart. */
  static Pointwise of(Pointwise f) {
    return new One(POINTWISE.bindTo(f));
  }

  /** Returns the same function, apart. */
  static Pairwise of(Pairwise f) {
    return new Two(PAIRWISE.bindTo(f));
  }

  @Override
  public Pointwise unary(Unary.Fn fn) {
    return of(functions.unary(fn));
  }

  @Override
  public Pairwise binary(Binary.Fn fn) {
    return of(functions.binary(fn));
  }

  @Override
  public Pointwise activation(ActivationFn fn, float alpha) {
    return of(functions.activation(fn, alpha));
  }

  @Override
  public Pairwise activationGradient(ActivationFn fn, float alpha) {
    return of(functions.activationGradient(fn, alpha));
  }

  private static MethodHandle handle(Class<?> type, MethodType apply) {
    try {
      return MethodHandles.lookup().findVirtual(type, "apply", apply);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** What a function threw, which declares nothing. */
  private static AssertionError undeclared(Throwable t) {
    if (t instanceof RuntimeException) {
      throw (RuntimeException) t;
    }
    if (t instanceof Error) {
      throw (Error) t;
    }
    return new AssertionError(t);
  }

  // Neither a record nor a lambda: their fields are constants where they are one themselves.

  private static final class One implements Pointwise {
    private final MethodHandle f;

    One(MethodHandle f) {
      this.f = f;
    }

    @Override
    public void apply(float[] a, int at, float[] d, int to, int n) {
      try {
        f.invokeExact(a, at, d, to, n);
      } catch (Throwable t) {
        throw undeclared(t);
      }
    }
  }

  private static final class Two implements Pairwise {
    private final MethodHandle f;

    Two(MethodHandle f) {
      this.f = f;
    }

    @Override
    public void apply(float[] a, int at, float[] b, int bt, float[] d, int to, int n) {
      try {
        f.invokeExact(a, at, b, bt, d, to, n);
      } catch (Throwable t) {
        throw undeclared(t);
      }
    }
  }
}
