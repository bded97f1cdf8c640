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
    COSINE
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
  private double rate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "How the rate falls: ${COMPLETION-CANDIDATES} (default: constant). STEP and EXPONENTIAL"
              + " make a tenth of it every third of the epochs.")
  private Decay decay = Decay.CONSTANT;

  @Option(
      names = "--warmup",
      paramLabel = "STEPS",
      description = "Steps in which the rate rises from 0 first (default: none).")
  private int warmup;

  @Option(
      names = "--momentum",
      paramLabel = "SHARE",
      description = "Of MOMENTUM and NESTEROV (default: ${DEFAULT-VALUE}).")
  private double momentum = 0.9;

  @Option(
      names = "--weight-decay",
      paramLabel = "RATE",
      description = "Of ADAMW (default: ${DEFAULT-VALUE}).")
  private double weightDecay = 0.004;

  @Option(
      names = "--clip-norm",
      paramLabel = "NORM",
      description = "Scales gradients of a larger norm down to it (default: never).")
  private double clipNorm;

  /** Returns the optimiser for a training of so many steps. */
  Optimizer create(long steps) {
    Schedule s = schedule(steps);
    AbstractOptimizer<?> o;
    switch (kind) {
      case SGD:
        o = SGD.of(s);
        break;
      case MOMENTUM:
        o = SGD.of(s).momentum(momentum);
        break;
      case NESTEROV:
        o = SGD.of(s).momentum(momentum).nesterov(true);
        break;
      case ADAGRAD:
        o = Adagrad.of(s);
        break;
      case RMSPROP:
        o = RMSprop.of(s);
        break;
      case ADAMW:
        o = AdamW.of(s).weightDecay(weightDecay);
        break;
      default:
        o = Adam.of(s);
    }
    return clipNorm > 0 ? o.clipping(Clipping.byGlobalNorm(clipNorm)) : o;
  }

  private Schedule schedule(long steps) {
    boolean plain = kind == Kind.SGD || kind == Kind.MOMENTUM || kind == Kind.NESTEROV;
    double r = rate > 0 ? rate : plain ? 0.01 : 0.001;
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
        s = Schedule.cosine(r, Math.max(1, steps - warmup));
        break;
      default:
        s = Schedule.constant(r);
    }
    return warmup > 0 ? Schedule.warmup(warmup, s) : s;
  }
}
