package dev.imbrex.backend;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Tests one device and prints the verdict: the program of the child process. Arguments: the
 * provider's class and the device's id.
 */
final class SelfTestMain {
  /** Begins the line with the result; nothing follows it if the test passed. */
  static final String MARK = "imbrex self-test: ";

  private SelfTestMain() {}

  /** How the process ends if the verdict is not to be remembered. */
  static final int NOT_LASTING = 2;

  public static void main(String[] args) {
    Verdict verdict = test(args[0], args[1]);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println();
    out.println(MARK + verdict.reason().replaceAll("\\s+", " "));
    // Not exit: what a driver does at the end of a process is not what is tested.
    Runtime.getRuntime().halt(verdict.passed() ? 0 : verdict.lasting() ? 1 : NOT_LASTING);
  }

  private static Verdict test(String providerClass, String deviceId) {
    Verdict[] verdict = {
      Verdict.failForNow("The process that tests it does not find " + providerClass + ".")
    };
    Discovery.step(
        ClassLoader.getSystemClassLoader(),
        entry -> {
          if (entry.type().getName().equals(providerClass)) {
            verdict[0] = SelfTestRunner.here(entry.get(), deviceId);
          }
        },
        e -> {});
    return verdict[0];
  }
}
