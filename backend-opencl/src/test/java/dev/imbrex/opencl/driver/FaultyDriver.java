package dev.imbrex.opencl.driver;

import java.lang.reflect.Method;
import java.util.function.IntPredicate;

/**
 * A driver of which certain uses of one method fail. A call that fails is not made, but for
 * releases, which are made and then complained about: so nothing is left behind that was asked to
 * go.
 */
public final class FaultyDriver {
  private final ClDriver behind;
  private final String signature;
  private final IntPredicate fails;
  private final ClException failure;
  private int uses;

  private FaultyDriver(ClDriver behind, String signature, IntPredicate fails, ClException failure) {
    this.behind = behind;
    this.signature = signature;
    this.fails = fails;
    this.failure = failure;
  }

  /** Returns a driver of which only the nth use of a method fails. */
  public static ClDriver onUse(ClDriver behind, String signature, int n, ClException failure) {
    return Drivers.of(new FaultyDriver(behind, signature, use -> use == n, failure)::call);
  }

  /** Returns a driver of which every use of a method fails. */
  public static ClDriver always(ClDriver behind, String signature, ClException failure) {
    return Drivers.of(new FaultyDriver(behind, signature, use -> true, failure)::call);
  }

  /** Returns a driver of which every call from the nth on fails, as if the device were lost. */
  public static ClDriver lostAt(ClDriver behind, int n, ClException failure) {
    return Drivers.of(new FaultyDriver(behind, "", use -> use >= n, failure)::call);
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    if (!signature.isEmpty() && !CountingDriver.signature(method).equals(signature)) {
      return Drivers.forward(behind, method, arguments);
    }
    boolean failing;
    synchronized (this) {
      failing = fails.test(++uses);
    }
    if (failing) {
      if (method.getName().equals("release")) {
        Drivers.forward(behind, method, arguments);
      }
      throw new ClException(failure.call(), failure.code());
    }
    return Drivers.forward(behind, method, arguments);
  }
}
