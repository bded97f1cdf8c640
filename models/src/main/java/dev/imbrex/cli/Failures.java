package dev.imbrex.cli;

import dev.imbrex.data.DataException;
import dev.imbrex.io.ModelFormatException;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.spi.DeviceLostException;
import dev.imbrex.spi.OutOfDeviceMemoryException;
import dev.imbrex.spi.UnsupportedOpException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Makes one sentence and an exit code of what went wrong. */
final class Failures {
  static final int OK = 0;

  /** A mistake in the program itself. */
  static final int INTERNAL = 1;

  /** Wrong usage or bad input. */
  static final int INPUT = 2;

  /** A device or backend that can not be used. */
  static final int DEVICE = 3;

  /** Ended by Ctrl-C. */
  static final int INTERRUPTED = 130;

  private static final List<Class<? extends Throwable>> OF_INPUT =
      List.of(
          DataException.class,
          ModelFormatException.class,
          IllegalArgumentException.class,
          UncheckedIOException.class,
          IOException.class);

  private static final List<Class<? extends Throwable>> OF_DEVICES =
      List.of(
          BackendUnavailableException.class,
          OutOfDeviceMemoryException.class,
          DeviceLostException.class,
          UnsupportedOpException.class);

  private Failures() {}

  /** Answers wrong usage: the sentence, and where to read more. */
  static int usage(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    err.println("imbrex: " + e.getMessage());
    err.println("Try " + line.getCommandSpec().qualifiedName() + " --help.");
    return INPUT;
  }

  /** Answers an exception that a command threw. */
  static int of(Exception e, PrintWriter err, boolean debug) {
    int code = code(e);
    String message = e.getMessage();
    if (e instanceof UncheckedIOException || e instanceof IOException) {
      message = "A file can not be read or written: " + reason(e);
    }
    err.println(
        code == INTERNAL
            ? "imbrex: internal error: " + e + " (--debug shows where)"
            : "imbrex: " + (message == null ? e.toString() : message));
    if (debug) {
      e.printStackTrace(err);
    }
    return code;
  }

  /** Java's messages are often no more than the name of the file. */
  private static String reason(Exception e) {
    if (e instanceof AccessDeniedException denied) {
      return denied.getFile() + ", which is not allowed; check its permissions.";
    }
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + ", which is not there.";
    }
    if (e instanceof FileAlreadyExistsException there) {
      return there.getFile() + ", where there is something else already.";
    }
    return String.valueOf(e.getMessage());
  }

  /** Answers that the Java heap is too small. */
  static int of(OutOfMemoryError e, PrintWriter err, boolean debug) {
    err.println(
        "imbrex: There is not enough memory for Java ("
            + e.getMessage()
            + "); use a smaller --batch, or more memory, as with IMBREX_JAVA_OPTS=-Xmx4g.");
    if (debug) {
      e.printStackTrace(err);
    }
    return DEVICE;
  }

  private static int code(Exception e) {
    if (OF_DEVICES.stream().anyMatch(c -> c.isInstance(e))) {
      return DEVICE;
    }
    return OF_INPUT.stream().anyMatch(c -> c.isInstance(e)) ? INPUT : INTERNAL;
  }
}
