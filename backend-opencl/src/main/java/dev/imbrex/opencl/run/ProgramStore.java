package dev.imbrex.opencl.run;

import dev.imbrex.kernels.KernelCatalogue;
import dev.imbrex.kernels.KernelChoice;
import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.driver.ClDriver;
import dev.imbrex.opencl.driver.ClException;
import dev.imbrex.opencl.driver.ClHandle;
import dev.imbrex.spi.BackendUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The programs of a session: each is built once, or read from where built programs are kept. */
final class ProgramStore {
  private record Key(KernelChoice choice, String generated) {}

  /** How often a program is built whose compiler lost a file of its own. */
  private static final int ATTEMPTS = 3;

  private final KernelCatalogue catalogue = KernelCatalogue.standard();
  private final ClDriver driver;
  private final ClDevice device;
  private final ClHandle context;
  private final ProgramFolder folder;
  private final Map<Key, Built> programs = new HashMap<>();

  ProgramStore(ClDriver driver, ClDevice device, ClHandle context, ProgramFolder folder) {
    this.driver = driver;
    this.device = device;
    this.context = context;
    this.folder = folder;
  }

  synchronized Built get(KernelChoice choice, String generated, Failures failures) {
    Key key = new Key(choice, generated);
    Built b = programs.get(key);
    if (b == null) {
      b = new Built(make(choice, generated, failures), choice);
      programs.put(key, b);
    }
    return b;
  }

  private ClHandle make(KernelChoice choice, String generated, Failures failures) {
    String family = choice.family().name();
    String source = catalogue.source(choice.family(), generated);
    String options = choice.options();
    String name = ProgramFolder.name(family, source, options);
    try {
      ClHandle program = kept(family, name);
      if (program == null) {
        program = fromSource(family, source, options, failures);
        if (folder.keeps()) {
          folder.write(name, binary(program));
        }
      }
      return program;
    } catch (ClException e) {
      throw failures.of(e, "building the kernels " + family);
    }
  }

  /** Writes every program that was asked for so far, and returns the names of the files. */
  synchronized List<String> export(Path into) throws IOException {
    List<String> written = new ArrayList<>();
    for (Map.Entry<Key, Built> e : programs.entrySet()) {
      KernelChoice choice = e.getKey().choice;
      String source = catalogue.source(choice.family(), e.getKey().generated);
      String name = ProgramFolder.name(choice.family().name(), source, choice.options());
      byte[] binary = binary(e.getValue().program());
      written.addAll(ProgramFolder.export(into, name, binary, source, choice.options()));
    }
    return written.stream().sorted().toList();
  }

  /**
   * Returns the program as it was kept. If there is none, or the driver does not take it, such as
   * that of an older version, null where it can be built from source.
   */
  private @Nullable ClHandle kept(String family, String name) {
    Optional<byte[]> binary = folder.read(name);
    ClException refusal = null;
    if (binary.isPresent()) {
      try {
        return fromBinary(binary.get());
      } catch (ClException e) {
        refusal = e;
        System.getLogger(ProgramStore.class.getName())
            .log(System.Logger.Level.DEBUG, "A kept program is not taken", e);
      }
    }
    if (!folder.compiles()) {
      throw unusable(family, name, refusal);
    }
    return null;
  }

  private BackendUnavailableException unusable(
      String family, String name, @Nullable ClException refusal) {
    String message =
        "The precompiled program %s of the kernels %s %s for %s (%s), and compiling is switched off by %s; write it again with imbrex kernels export on this device, or leave that property out."
            .formatted(
                name,
                family,
                refusal == null
                    ? "is missing from " + folder.place()
                    : "in " + folder.place() + " is not taken (" + refusal.getMessage() + ")",
                device.id(),
                device.name(),
                ProgramFolder.BINARIES);
    return refusal == null
        ? new BackendUnavailableException(message)
        : new BackendUnavailableException(message, refusal);
  }

  private byte[] binary(ClHandle program) {
    try {
      return driver.binary(program);
    } catch (ClException e) {
      System.getLogger(ProgramStore.class.getName())
          .log(System.Logger.Level.DEBUG, "The driver gives no binary", e);
      return new byte[0];
    }
  }

  private ClHandle fromBinary(byte[] binary) {
    ClHandle program = driver.createProgram(context, device.handle(), binary);
    try {
      driver.build(program, device.handle(), "");
      return program;
    } catch (ClException e) {
      Release.quietly(driver, program);
      throw e;
    }
  }

  private ClHandle fromSource(String family, String source, String options, Failures failures) {
    for (int attempt = 1; ; attempt++) {
      ClHandle program = driver.createProgram(context, source);
      try {
        driver.build(program, device.handle(), options);
        return program;
      } catch (ClException e) {
        String log = log(program);
        Release.quietly(driver, program);
        if (attempt < ATTEMPTS && BuildLog.blamesFiles(log)) {
          continue;
        }
        String excerpt = BuildLog.excerpt(log, source);
        throw failures.of(
            e,
            "building the kernels "
                + family
                + " with "
                + options
                + (excerpt.isEmpty() ? "" : ":\n" + excerpt));
      }
    }
  }

  private String log(ClHandle program) {
    try {
      return driver.buildLog(program, device.handle());
    } catch (ClException e) {
      return "";
    }
  }

  synchronized void close() {
    programs.values().forEach(b -> Release.quietly(driver, b.program()));
    programs.clear();
  }
}
