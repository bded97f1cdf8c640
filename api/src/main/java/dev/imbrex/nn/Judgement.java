package dev.imbrex.nn;

import dev.imbrex.op.Value;
import dev.imbrex.program.Autodiff;
import dev.imbrex.program.ProgramBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model and its objective that are being emitted into a program. */
final class Judgement {
  private final Ports p;
  private final ProgramBuilder b;
  private final Model model;
  private final Objective objective;
  private final Value weights;
  private final Value state;
  private final Value sums;
  private final Value x;
  private final Value y;
  private @Nullable Emission emission;
  private @Nullable Value loss;
  private @Nullable Value nextSums;

  Judgement(
      Ports p,
      Model model,
      Objective objective,
      Value weights,
      Value state,
      Value sums,
      Value x,
      Value y) {
    this.p = p;
    this.b = p.b;
    this.model = model;
    this.objective = objective;
    this.weights = weights;
    this.state = state;
    this.sums = sums;
    this.x = x;
    this.y = y;
  }

  /** Emits layers, loss with penalties, and metrics; for training if there is a random state. */
  void emit(Optional<Value> random) {
    Emission e = new Emission(b, model, weights, state, random.orElse(null));
    List<Graph.SideOutput> side = random.isPresent() ? model.graph().auxiliaries() : List.of();
    List<Integer> ends = new ArrayList<>(model.graph().outputs());
    int outputs = ends.size();
    side.forEach(a -> ends.add(a.node()));
    List<Value> results = e.layers(x, ends, objective.loss().activation()).ends();
    b.source("loss");
    List<Value> labels = objective.split(b, y, results.subList(0, outputs));
    List<Value> losses = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      losses.add(objective.loss().emit(b, results.get(i), labels.get(i)));
    }
    Value data = losses.stream().reduce(b::add).orElseThrow();
    for (int i = 0; i < side.size(); i++) {
      Value one = objective.loss().emit(b, results.get(outputs + i), labels.get(0));
      data = b.add(data, b.mul(one, side.get(i).weight()));
    }
    Optional<Value> penalty = e.penalty();
    Value total = penalty.isPresent() ? b.add(data, penalty.orElseThrow()) : data;
    b.source("metrics");
    nextSums = b.add(sums, objective.tally(b, total, losses, results.subList(0, outputs), labels));
    b.source("");
    emission = e;
    loss = total;
  }

  /** Returns the loss of the batch, penalties included. */
  Value loss() {
    return Objects.requireNonNull(loss);
  }

  /** Emits the gradient of the loss, a vector. */
  Value gradient() {
    List<Value> trained = Objects.requireNonNull(emission).trained();
    if (trained.isEmpty()) {
      throw new IllegalArgumentException(
          "The model has no parameters to train; add a layer that has some, such as Dense.");
    }
    return Emission.flat(b, Autodiff.gradients(b, loss(), trained));
  }

  /** Adds the updates of the sums and, if it changes, of the state. */
  void updates() {
    p.update(Port.ACCUMULATORS, sums, Objects.requireNonNull(nextSums));
    Objects.requireNonNull(emission).nextState().ifPresent(s -> p.update(Port.STATE, state, s));
  }
}
