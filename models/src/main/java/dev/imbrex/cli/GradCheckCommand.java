package dev.imbrex.cli;

import dev.imbrex.nn.Model;
import dev.imbrex.zoo.Zoo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows numerical differentiation and backpropagation side by side. */
@Command(
    name = "gradcheck",
    description =
        "Compares backpropagation with numerical differentiation, in float64 on the reference.",
    mixinStandardHelpOptions = true)
final class GradCheckCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "A network's name.", defaultValue = "lenet5")
  private String name = "lenet5";

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Elements of each parameter to compare (default: ${DEFAULT-VALUE}).")
  private int samples = 10;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Pictures, of noise (default: ${DEFAULT-VALUE}).")
  private int batch = 2;

  @Option(names = "--seed", description = "For everything random (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(names = "--json", description = "One JSON object per line instead of text.")
  private boolean json;

  @Mixin private NetworkOptions options = new NetworkOptions();

  @Override
  public Integer call() {
    Output o = new Output(Commands.require(spec), json);
    Model model = options.apply(Zoo.find(name)).create();
    int n = Ranges.atLeast(1, "--samples", samples);
    GradientCheck check = new GradientCheck(model, Ranges.atLeast(1, "--batch", batch), seed);
    o.say(
        "%s, %,d weights, in float64: (L(w + h) - L(w - h)) / 2h against backpropagation",
        name, model.countTrainableParams());
    o.say("%-34s %10s %10s  %s", "parameter", "elements", "compared", "largest error");
    List<GradientCheck.Row> rows = new ArrayList<>();
    check.compare(
        check.gradient(),
        n,
        seed,
        r -> {
          rows.add(r);
          o.say(
              "%-34s %,10d %10d  %.1e%s",
              r.parameter().name(),
              r.parameter().size(),
              r.samples(),
              r.worst(),
              r.agrees() ? "" : "  DISAGREES");
          o.event(
              "parameter",
              "name",
              r.parameter().name(),
              "elements",
              r.parameter().size(),
              "compared",
              r.samples(),
              "error",
              r.worst(),
              "agrees",
              r.agrees());
        });
    boolean agrees = rows.stream().allMatch(GradientCheck.Row::agrees);
    double seconds = check.backwardSeconds();
    double all = check.numericalSecondsForAll();
    o.say(
        "backpropagation: all weights in %.3f s; numerically: these in %s, all would take %s",
        seconds, Durations.text(check.numericalSeconds()), Durations.text(all));
    o.say(
        agrees
            ? "The gradients agree. (Errors are relative to the largest gradient of the parameter.)"
            : "The gradients disagree (more than %.0e): a gradient rule is wrong, or the function"
                + " has a kink there; try another --seed.",
        GradientCheck.TOLERANCE);
    o.event(
        "end",
        "agrees",
        agrees,
        "backpropagation_seconds",
        seconds,
        "numerical_seconds",
        check.numericalSeconds(),
        "numerical_seconds_for_all",
        all);
    return agrees ? Failures.OK : Failures.INTERNAL;
  }
}
