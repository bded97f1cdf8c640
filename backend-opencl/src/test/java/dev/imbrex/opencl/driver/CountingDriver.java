package dev.imbrex.opencl.driver;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Keeps account of a driver: which objects live and how often each method was called. Using or
 * releasing an object that is released already is an {@link AssertionError}, for a real driver
 * would crash.
 */
public final class CountingDriver {
  private final ClDriver behind;
  private final ClDriver driver = Drivers.of(this::call);
  private final Set<ClHandle> live = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<String, Integer> calls = new TreeMap<>();

  /** Stands in front of a driver. */
  public CountingDriver(ClDriver behind) {
    this.behind = behind;
  }

  /** Returns the driver to use. */
  public ClDriver driver() {
    return driver;
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    synchronized (this) {
      calls.merge(signature(method), 1, Integer::sum);
      for (Object a : arguments) {
        if (a instanceof ClHandle h && isCounted(h) && !live.contains(h)) {
          throw new AssertionError(method.getName() + " got " + h + ", which is released.");
        }
      }
      if (method.getName().equals("release")) {
        live.remove(arguments[0]);
      }
    }
    Object result = Drivers.forward(behind, method, arguments);
    if (result instanceof ClHandle h) {
      synchronized (this) {
        live.add(h);
      }
    }
    return result;
  }

  private static boolean isCounted(ClHandle h) {
    return h.kind() != ClHandle.Kind.PLATFORM && h.kind() != ClHandle.Kind.DEVICE;
  }

  /** Returns a method's name with its parameters' types, which tells overloaded ones apart. */
  public static String signature(Method method) {
    return method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  /** Returns how many objects of each kind live; kinds without any are left out. */
  public synchronized Map<ClHandle.Kind, Long> live() {
    return live.stream()
        .collect(Collectors.groupingBy(ClHandle::kind, TreeMap::new, Collectors.counting()));
  }

  /** Returns how often a method was called, by its {@link #signature}. */
  public synchronized int calls(String signature) {
    return calls.getOrDefault(signature, 0);
  }

  /** Returns how often programs were made from source. */
  public int sourcesCompiled() {
    return calls("createProgram(ClHandle, String)");
  }

  /** Returns how often programs were made from binaries. */
  public int binariesTaken() {
    return calls("createProgram(ClHandle, ClHandle, byte[])");
  }

  /** Forgets the calls so far; objects stay counted. */
  public synchronized void forgetCalls() {
    calls.clear();
  }

  /** Returns the signatures of all methods. */
  public static List<String> signatures() {
    return Arrays.stream(ClDriver.class.getMethods())
        .map(CountingDriver::signature)
        .sorted()
        .toList();
  }
}
