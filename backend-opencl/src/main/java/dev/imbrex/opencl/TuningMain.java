package dev.imbrex.opencl;

import dev.imbrex.opencl.driver.JoclDriver;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.opencl.tune.TuningWorker;
import dev.imbrex.spi.TuningLevel;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Tunes ops that stand in its input: the program of the child process. Arguments: the device's id,
 * the level and the device's folder.
 */
final class TuningMain {
  private TuningMain() {}

  public static void main(String[] args) throws IOException {
    TuningLevel level = TuningLevel.of("The level", args[1]);
    Path folder = Path.of(args[2]);
    OpenClBackend backend =
        OpenClProvider.openUntuned(new JoclDriver(), args[0], d -> ProgramFolder.cache(d, folder));
    int code = TuningWorker.run(folder, backend, backend.ways(level == TuningLevel.FULL), level);
    // Not exit: what a driver does at the end of a process must not undo what was found.
    Runtime.getRuntime().halt(code);
  }
}
