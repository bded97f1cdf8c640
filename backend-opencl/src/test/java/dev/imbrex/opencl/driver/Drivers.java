package dev.imbrex.opencl.driver;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Drivers for tests, made by standing in front of every method of the interface at once. */
public final class Drivers {
  private Drivers() {}

  /** What happens instead of a call, or around it. */
  public interface Handler {
    /** Returns what the call returns; {@code null} for void. */
    Object call(Method method, Object[] arguments) throws Throwable;
  }

  /** Returns the driver that hands every call to a handler. */
  public static ClDriver of(Handler handler) {
    return (ClDriver)
        Proxy.newProxyInstance(
            ClDriver.class.getClassLoader(),
            new Class<?>[] {ClDriver.class},
            (proxy, method, arguments) ->
                handler.call(method, arguments == null ? new Object[0] : arguments));
  }

  /** Returns the driver whose every call throws. */
  public static ClDriver failing(Throwable with) {
    return of(
        (method, arguments) -> {
          throw with;
        });
  }

  /** Calls a driver as the handler of another was called. */
  public static Object forward(ClDriver driver, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(driver, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
