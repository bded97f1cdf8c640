package dev.imbrex.cli;

import dev.imbrex.nn.optim.AbstractOptimizer;
import dev.imbrex.nn.optim.Adagrad;
import dev.imbrex.nn.optim.Adam;
import dev.imbrex.nn.optim.AdamW;
import dev.imbrex.nn.optim.Clipping;
import dev.imbrex.nn.optim.Optimizer;
import dev.imbrex.nn.optim.RMSprop;
import dev.imbrex.nn.optim.SGD;
import dev.imbrex.nn.optim.Schedule;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which optimiser, and how fast. */
final class OptimizerOptions {
  private enum Kind {
    SGD,
    MOMENTUM,
    NESTEROV,
    ADAGRAD,
    RMSPROP,
    ADAM,
    ADAMW
  }

  private enum Decay {
    CONSTANT,
    STEP,
    EXPONENTIAL,
    COSINE,
    PLATEAU
  }

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "One of ${COMPLETION-CANDIDATES} (default: adam).")
  private Kind kind = Kind.ADAM;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "The learning rate (default: 0.001; with SGD, MOMENTUM and NESTEROV 0.01).")
  private @Nullable Double rate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "How the rate falls: ${COMPLETION-CANDIDATES} (default: constant). STEP and EXPONENTIAL"
              + " make a tenth of it every third of the epochs, PLATEAU when the validation loss"
              + " has not fallen for 3 epochs.")
  private Decay decay = Decay.CONSTANT;

  @Option(
      names = "--warmup",
      paramLabel = "STEPS",
      description = "Steps in which the rate rises from 0 first (default: none).")
  private @Nullable Integer warmup;

  @Option(
      names = "--momentum",
      paramLabel = "SHARE",
      description = "Of MOMENTUM and NESTEROV (default: 0.9), and of SGD (default: 0).")
  private @Nullable Double momentum;

  @Option(names = "--weight-decay", paramLabel = "RATE", description = "Of ADAMW (default: 0.004).")
  private @Nullable Double weightDecay;

  @Option(
      names = "--clip-norm",
      paramLabel = "NORM",
      description = "Scales gradients of a larger norm down to it (default: never).")
  private @Nullable Double clipNorm;

  /** Returns whether the rate falls when validation gets no better. */
  boolean plateau() {
    return decay == Decay.PLATEAU;
  }

  /**
   * Returns the optimiser for a training of so many steps.
   *
   * @throws IllegalArgumentException if an option is out of range or of another optimiser
   */
  Optimizer create(long steps) {
    Schedule s = schedule(steps);
    boolean descent = kind == Kind.SGD || kind == Kind.MOMENTUM || kind == Kind.NESTEROV;
    refuse("--momentum", momentum, descent);
    refuse("--weight-decay", weightDecay, kind == Kind.ADAMW);
    AbstractOptimizer<?> o;
    switch (kind) {
      case SGD:
        o = SGD.of(s).momentum(orElse(momentum, 0));
        break;
      case MOMENTUM:
        o = SGD.of(s).momentum(orElse(momentum, 0.9));
        break;
      case NESTEROV:
        o = SGD.of(s).momentum(orElse(momentum, 0.9)).nesterov(true);
        break;
      case ADAGRAD:
        o = Adagrad.of(s);
        break;
      case RMSPROP:
        o = RMSprop.of(s);
        break;
      case ADAMW:
        o = AdamW.of(s).weightDecay(orElse(weightDecay, 0.004));
        break;
      default:
        o = Adam.of(s);
    }
    Double limit = clipNorm;
    return limit == null
        ? o
        : o.clipping(Clipping.byGlobalNorm(Ranges.positive("--clip-norm", limit)));
  }

  private void refuse(String option, @Nullable Double value, boolean known) {
    if (value != null && !known) {
      throw new IllegalArgumentException(
          option
              + " means nothing to "
              + kind.name().toLowerCase(Locale.ROOT)
              + "; leave it out or choose another --optimizer.");
    }
  }

  private static double orElse(@Nullable Double value, double orElse) {
    return value == null ? orElse : value;
  }

  private Schedule schedule(long steps) {
    boolean plain = kind == Kind.SGD || kind == Kind.MOMENTUM || kind == Kind.NESTEROV;
    double r = Ranges.positive("--lr", orElse(rate, plain ? 0.01 : 0.001));
    Integer rising = warmup;
    int first = rising == null ? 0 : Ranges.atLeast(1, "--warmup", rising);
    long third = Math.max(1, steps / 3);
    Schedule s;
    switch (decay) {
      case STEP:
        s = Schedule.step(r, third, 0.1);
        break;
      case EXPONENTIAL:
        s = Schedule.exponential(r, third, 0.1);
        break;
      case COSINE:
        s = Schedule.cosine(r, Math.max(1, steps - first));
        break;
      default:
        s = Schedule.constant(r);
    }
    return first > 0 ? Schedule.warmup(first, s) : s;
  }
}
