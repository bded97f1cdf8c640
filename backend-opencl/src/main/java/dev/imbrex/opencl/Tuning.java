package dev.imbrex.opencl;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.op.Op;
import dev.imbrex.opencl.device.ClDevice;
import dev.imbrex.opencl.lower.ProductWays;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.opencl.tune.OpShape;
import dev.imbrex.opencl.tune.TuningFile;
import dev.imbrex.opencl.tune.TuningProcess;
import dev.imbrex.opencl.tune.TuningRecord;
import dev.imbrex.opencl.tune.Ways;
import dev.imbrex.program.Program;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.spi.TunedOp;
import dev.imbrex.spi.TuningLevel;
import dev.imbrex.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an open device knows of the ways to run its ops: the record that lies beside its programs,
 * and, where the property {@code imbrex.opencl.tuning} says {@code quick} or {@code full}, what is
 * measured when a program is compiled that has something new.
 */
final class Tuning {
  /** The property that says what is measured when programs are compiled. */
  static final String LEVEL = "imbrex.opencl.tuning";

  private static final System.Logger LOG = System.getLogger(Tuning.class.getName());

  private final ClDevice device;
  private final TuningLevel level;

  /** Where record and programs are kept; null where nothing is, or nothing may be compiled. */
  private final @Nullable Path folder;

  private volatile TuningRecord record;

  private Tuning(ClDevice device, TuningLevel level, @Nullable Path folder, TuningRecord record) {
    this.device = device;
    this.level = level;
    this.folder = folder;
    this.record = record;
  }

  /** Returns what lies beside a device's programs, and goes on as the property says. */
  static Tuning ofProcess(ClDevice device, ProgramFolder programs) {
    TuningLevel level = TuningLevel.of("The property " + LEVEL, System.getProperty(LEVEL, "none"));
    Optional<TuningRecord> kept =
        programs.folder().map(f -> TuningFile.read(f.resolve(TuningFile.NAME)));
    return new Tuning(
        device,
        level,
        programs.compiles() ? programs.folder().orElse(null) : null,
        kept.orElse(TuningRecord.EMPTY));
  }

  /** Returns what knows nothing and finds out nothing. */
  static Tuning none(ClDevice device) {
    return new Tuning(device, TuningLevel.NONE, null, TuningRecord.EMPTY);
  }

  /** Returns the way to run an op, if something is known of it. */
  Optional<String> way(Op op, List<TensorType> inputs) {
    TuningRecord r = record;
    if (r.isEmpty()) {
      return Optional.empty();
    }
    List<OpShape> within = OpShape.within(op, inputs);
    List<String> ways =
        within.stream().flatMap(s -> r.near(s).stream()).map(TuningRecord.Entry::way).toList();
    return ways.isEmpty() || ways.size() < within.size()
        ? Optional.empty()
        : Optional.of(ProductWays.join(ways));
  }

  /** Tunes what the property asks for; where that fails, all stays as it is and the log says so. */
  void prepare(Program lowered, Ways ways) {
    if (level == TuningLevel.NONE) {
      return;
    }
    try {
      tune(lowered, ways, level, line -> LOG.log(System.Logger.Level.INFO, "Tuning " + line));
    } catch (BackendUnavailableException e) {
      LOG.log(System.Logger.Level.WARNING, "Nothing is tuned: " + e.getMessage());
    }
  }

  /**
   * Tunes those ops of a program of which nothing is known.
   *
   * @throws BackendUnavailableException if that can not be remembered, or no process can tune
   */
  synchronized void tune(Program lowered, Ways ways, TuningLevel asked, Consumer<String> progress) {
    Set<OpShape> unknown = new LinkedHashSet<>();
    for (Program.Node n : lowered.nodes()) {
      for (OpShape s : OpShape.within(n.op(), n.inputTypes())) {
        boolean known = record.near(s).filter(e -> e.level().compareTo(asked) >= 0).isPresent();
        if (!known && ways.of(s).size() > 1) {
          unknown.add(s);
        }
      }
    }
    if (asked == TuningLevel.NONE || unknown.isEmpty()) {
      return;
    }
    Path place = place();
    new TuningProcess(TuningMain.class, device.id(), place, TuningProcess.PATIENCE_SECONDS)
        .run(List.copyOf(unknown), asked, progress);
    record = TuningFile.read(place.resolve(TuningFile.NAME));
  }

  private Path place() {
    Path f = folder;
    if (f == null) {
      throw new BackendUnavailableException(
          device.id()
              + " can not be tuned, for there is no cache that can be written to, or compiling is"
              + " switched off by "
              + ProgramFolder.BINARIES
              + "; set IMBREX_CACHE to a folder, or leave that property out.");
    }
    return f;
  }

  /** Returns what is known of a program's ops, in their order. */
  List<TunedOp> known(Program lowered) {
    List<TunedOp> all = new ArrayList<>();
    for (Program.Node n : lowered.nodes()) {
      for (OpShape s : OpShape.within(n.op(), n.inputTypes())) {
        record.near(s).ifPresent(e -> all.add(tuned(n.source(), s, e)));
      }
    }
    return all;
  }

  /** Times are those of the shape that was measured, so its operations are, too. */
  private static TunedOp tuned(String source, OpShape s, TuningRecord.Entry e) {
    return new TunedOp(
        source,
        s.op(),
        s.inputs(),
        e.usual(),
        e.usualNanos(),
        e.way(),
        e.nanos(),
        OpShape.parse(e.op()).work().flops(),
        e.failed());
  }

  int exportTo(Path file) throws IOException {
    TuningFile.write(file, device.info(), record);
    return record.entries().size();
  }

  /** Writes the record into a folder of programs; returns the file's name if there is anything. */
  Optional<String> writeTo(Path programs) throws IOException {
    if (record.entries().isEmpty()) {
      return Optional.empty();
    }
    TuningFile.write(programs.resolve(TuningFile.NAME), device.info(), record);
    return Optional.of(TuningFile.NAME);
  }

  synchronized int importFrom(Path file) throws IOException {
    TuningFile.Content content;
    try {
      content = TuningFile.parse(file);
    } catch (ModelFormatException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    if (!content.device().equals(device.name())) {
      throw new IllegalArgumentException(
          "%s is of the device '%s', but %s is '%s'; name the other device, or tune this one."
              .formatted(file, content.device(), device.id(), device.name()));
    }
    Path place = place().resolve(TuningFile.NAME);
    record = TuningFile.read(place).plus(content.record());
    TuningFile.write(place, device.info(), record);
    return content.record().entries().size();
  }
}
