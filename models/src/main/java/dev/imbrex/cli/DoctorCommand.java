package dev.imbrex.cli;

import dev.imbrex.backend.Backends;
import dev.imbrex.backend.CacheFolder;
import dev.imbrex.backend.DeviceStatus;
import dev.imbrex.backend.Survey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks for what keeps this machine from being used well. */
@Command(
    name = "doctor",
    description =
        "Looks at Java, devices, drivers and folders, and says how to mend what is wrong.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "One JSON object per line instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    Output o = new Output(Commands.require(spec), json);
    Survey survey = Backends.survey("");
    List<Finding> all = new ArrayList<>(JavaCheckup.ofProcess().findings());
    all.addAll(new DeviceCheckup(survey, Path.of("/")).findings());
    all.addAll(new StorageCheckup(CacheFolder.find(), Path.of("").toAbsolutePath()).findings());
    o.say("imbrex %s on %s, %d processors", Version.library(), system(), processors());
    for (Finding f : all) {
      o.say(
          "%-12s %s%s",
          f.about(), f.state() == Finding.State.OK ? "" : f.state().shown + ": ", f.text());
      if (!f.fix().isEmpty()) {
        o.say("%-12s   -> %s", "", f.fix());
      }
      o.event(
          "finding",
          "state",
          f.state().name().toLowerCase(Locale.ROOT),
          "about",
          f.about(),
          "text",
          f.text(),
          "fix",
          f.fix());
    }
    long wrong = all.stream().filter(f -> f.state() == Finding.State.WRONG).count();
    long better = all.stream().filter(f -> f.state() == Finding.State.BETTER).count();
    boolean usable = survey.devices().stream().anyMatch(DeviceStatus::passed);
    o.say("%d wrong, %d could be better; %s", wrong, better, survey.explanation());
    o.event("end", "wrong", wrong, "better", better, "usable", usable);
    return usable ? Failures.OK : Failures.DEVICE;
  }

  private static String system() {
    return System.getProperty("os.name") + " " + System.getProperty("os.arch");
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }
}
