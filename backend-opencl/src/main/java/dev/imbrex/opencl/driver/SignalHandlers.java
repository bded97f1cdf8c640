package dev.imbrex.opencl.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives the Java virtual machine its signal handlers back after an OpenCL driver has compiled.
 *
 * <p>The compilers in many drivers are LLVM, which handles SIGSEGV and others itself from the first
 * temporary file on. The JVM lives on SIGSEGV, at null checks and safepoints. LLVM's handler works
 * once: the kernel takes it off as it is called, and it then puts those before it back. Should
 * another thread's signal fall into the moment between, the process ends without a word. (With the
 * JDK's {@code libjsig.so} in {@code LD_PRELOAD}, as in the launcher, none of that happens.)
 */
final class SignalHandlers {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String CAUGHT = "SigCgt:";

  /** SIGABRT, which the JVM leaves alone and LLVM does not, in the mask of signals from 1. */
  private static final long ABORT = 1L << (6 - 1);

  private int field;

  private SignalHandlers() {}

  /**
   * Where others have taken handlers over, causes one SIGSEGV, which makes LLVM give all of them
   * back, while no kernel runs and most threads wait.
   */
  @SuppressWarnings("NullAway") // A null is read on purpose.
  static void takeBack() {
    if (!areReplaced()) {
      return;
    }
    try {
      SignalHandlers none = nothing();
      none.field++;
    } catch (NullPointerException e) {
      // As intended: by now the handler that made an exception of it was the JVM's.
    }
  }

  private static @Nullable SignalHandlers nothing() {
    return null;
  }

  /** Whether there are handlers that can not be the JVM's; known on Linux only. */
  static boolean areReplaced() {
    if (!Files.isReadable(STATUS)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(l -> l.startsWith(CAUGHT))
          .map(l -> l.substring(CAUGHT.length()).strip())
          .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) & ABORT) != 0);
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }
}
