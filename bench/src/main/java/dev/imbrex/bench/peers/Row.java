package dev.imbrex.bench.peers;

import dev.imbrex.nn.Model;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the libraries made of one task. */
final class Row implements Turns.Outcome {
  /** After so many steps a network must have learned something. */
  private static final int STEPS_TO_LEARN = 20;

  private final PeerTask task;
  private final long parameters;
  private final long multiplyAdds;
  private final Map<String, Rates> rates = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();
  private final Map<String, Long> steps = new LinkedHashMap<>();
  private final Rates limits = new Rates();

  Row(PeerTask task, Model model) {
    this.task = task;
    this.parameters = model.countTrainableParams();
    this.multiplyAdds = model.multiplyAdds();
  }

  PeerTask task() {
    return task;
  }

  @Override
  public long parameters() {
    return parameters;
  }

  @Override
  public void limit(double gflops, double gbytes) {
    limits.add(gflops);
  }

  Rates limits() {
    return limits;
  }

  /** Notes a round; training must have made the loss smaller once it had some steps for that. */
  @Override
  public void add(String peer, Child.Round round, double firstLoss) {
    long done = steps.merge(peer, round.steps(), Long::sum);
    if (task.training() && done >= STEPS_TO_LEARN && !(round.loss() < firstLoss)) {
      failed(
          peer,
          String.format(
              Locale.ROOT,
              "%s does not learn: loss %.4f, at first %.4f.",
              peer,
              round.loss(),
              firstLoss));
    }
    rates
        .computeIfAbsent(peer, p -> new Rates())
        .add(round.steps() * task.batch() / round.seconds());
  }

  @Override
  public void failed(String peer, String why) {
    failures.put(peer, why);
  }

  Map<String, String> failures() {
    return failures;
  }

  /** Returns the images per second of a library, if it did the task. */
  Optional<Rates> rates(String peer) {
    return failures.containsKey(peer) ? Optional.empty() : Optional.ofNullable(rates.get(peer));
  }

  /** Returns how much faster the first is than the second, by their medians. */
  Optional<Double> ratio(String one, String other) {
    return rates(one).flatMap(a -> rates(other).map(b -> a.median() / b.median()));
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

  /** Returns a line for who waits. */
  String line() {
    StringBuilder s = new StringBuilder(name());
    rates.forEach((p, r) -> s.append(String.format(Locale.ROOT, "  %s %,.0f", p, r.median())));
    failures.values().forEach(f -> s.append("  ").append(f));
    return s.toString();
  }
}
