package dev.imbrex.cli;

import dev.imbrex.backend.Backends;
import dev.imbrex.backend.DeviceStatus;
import dev.imbrex.backend.MissingBackend;
import dev.imbrex.backend.Survey;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists devices and tests each. */
@Command(
    name = "devices",
    description = "Lists every device, tests each, and marks the one that is used by default.",
    mixinStandardHelpOptions = true)
final class DevicesCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "One JSON object per line instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    Output out = new Output(Commands.require(spec), json);
    Survey s = Backends.survey("");
    out.text(s.toString());
    for (DeviceStatus d : s.devices()) {
      out.event(
          "device",
          "id",
          d.device().id(),
          "passed",
          d.passed(),
          "reason",
          d.reason(),
          "default",
          d.isDefault(),
          "name",
          d.device().name(),
          "vendor",
          d.device().vendor(),
          "kind",
          d.device().kind().toString().toLowerCase(Locale.ROOT),
          "memory_bytes",
          d.device().memoryBytes(),
          "version",
          d.device().version());
    }
    for (MissingBackend m : s.missing()) {
      out.event("missing", "name", m.name(), "reason", m.reason(), "remedy", m.remedy());
    }
    boolean usable = s.devices().stream().anyMatch(DeviceStatus::passed);
    out.event("end", "usable", usable, "explanation", s.explanation());
    return usable ? Failures.OK : Failures.DEVICE;
  }
}
