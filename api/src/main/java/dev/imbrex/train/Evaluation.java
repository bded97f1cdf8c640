package dev.imbrex.train;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.Objective;
import dev.imbrex.nn.Port;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Judges a model that is on a device, as often as asked, by all examples of a data set. */
final class Evaluation {
  private final DeviceModel device;
  private final Objective objective;
  private final Loader.Plan plan;
  private final LabelRow labels;
  private final List<Staging> staging;

  Evaluation(DeviceModel device, Objective objective, Model model, Dataset data) {
    this.device = device;
    this.objective = objective;
    List<BatchLayout> layouts = device.evaluateLayouts();
    this.plan = Loader.Plan.once(data, layouts);
    this.labels = LabelRow.of(layouts.get(0).type(Port.LABELS), model, data);
    this.staging = List.of(new Staging(layouts), new Staging(layouts));
  }

  /**
   * Returns loss and metrics by name; what is in the accumulators is lost, and they are 0 after.
   *
   * @param stop asked after every batch; if it says so, there is no result
   */
  Optional<Map<String, Double>> run(BooleanSupplier stop) {
    double[] sums = new double[objective.accumulators()];
    device.writeSums(sums);
    try (Loader loader = new Loader(plan, labels, staging)) {
      for (Staging batch = loader.take(); batch != null; batch = loader.take()) {
        device.evaluate(batch);
        loader.giveBack();
        if (stop.getAsBoolean()) {
          device.writeSums(new double[sums.length]);
          return Optional.empty();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      device.writeSums(new double[sums.length]);
      return Optional.empty();
    }
    device.readSums(sums);
    device.writeSums(new double[sums.length]);
    return Optional.of(objective.averages(sums));
  }
}
