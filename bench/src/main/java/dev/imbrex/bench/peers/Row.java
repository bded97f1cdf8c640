package dev.imbrex.bench.peers;

import dev.imbrex.nn.Model;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the libraries made of one task. */
final class Row extends Results {
  /** After so many steps a network must have learned something. */
  private static final int STEPS_TO_LEARN = 20;

  private final PeerTask task;
  private final long parameters;
  private final long multiplyAdds;
  private final Map<String, Long> steps = new HashMap<>();
  private final Rates limits = new Rates();

  Row(PeerTask task, Model model) {
    this.task = task;
    this.parameters = model.countTrainableParams();
    this.multiplyAdds = model.multiplyAdds();
  }

  PeerTask task() {
    return task;
  }

  long parameters() {
    return parameters;
  }

  void limit(double gflops) {
    limits.add(gflops);
  }

  /** Notes a round; training must have made the loss smaller once it had some steps for that. */
  void add(String peer, Child.Round round, double firstLoss) {
    long done = steps.merge(peer, round.steps(), Long::sum);
    if (task.training() && done >= STEPS_TO_LEARN && !(round.figure() < firstLoss)) {
      failed(
          peer,
          String.format(
              Locale.ROOT,
              "%s does not learn: loss %.4f, at first %.4f.",
              peer,
              round.figure(),
              firstLoss));
    }
    add(peer, round.steps() * task.batch() / round.seconds());
  }

  /**
   * Returns which share of the machine's multiply-adds a library uses: two operations for each
   * product of a direct convolution or dense layer, three times as many in training.
   */
  Optional<Double> share(String peer) {
    double operations = 2.0 * multiplyAdds * (task.training() ? 3 : 1);
    return rates(peer).map(r -> r.median() * operations * 1e-9 / limits.median());
  }

  String name() {
    return String.format(
        "%s, %s, batch %d",
        task.network(), task.training() ? "training" : "prediction", task.batch());
  }
}
