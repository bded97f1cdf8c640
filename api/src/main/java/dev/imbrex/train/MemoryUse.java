package dev.imbrex.train;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.ModelProgram;
import dev.imbrex.nn.ModelPrograms;
import dev.imbrex.nn.Objective;
import dev.imbrex.nn.Port;
import dev.imbrex.nn.optim.Optimizer;
import dev.imbrex.program.Liveness;
import dev.imbrex.program.MemoryPlan;
import dev.imbrex.program.Program;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Support;
import dev.imbrex.spi.support.Lowering;
import java.util.function.Function;

/**
 * What memory a model takes on a device, in bytes as it gives them; planned, nothing of it is
 * allocated.
 *
 * @param parameters of the model, trained or not
 * @param optimizer what the optimiser keeps
 * @param activations what is held at the end of the forward pass for the backward pass
 * @param temporaries what else lies beside it where the most does, such as gradients
 * @param workspace of kernels while they run, as far as it does not lie where something else was
 * @param batches examples, labels and results
 */
public record MemoryUse(
    long parameters,
    long optimizer,
    long activations,
    long temporaries,
    long workspace,
    long batches) {

  /** Returns all of it together. */
  public long total() {
    return parameters + optimizer + activations + temporaries + workspace + batches;
  }

  /** Plans a step of training. */
  static MemoryUse ofTraining(
      Backend backend,
      Model model,
      Objective objective,
      Optimizer optimizer,
      int batch,
      Function<ModelProgram, CompileOptions> compile) {
    ModelProgram step = ModelPrograms.of(model).train(batch, objective, optimizer);
    CompileOptions options = compile.apply(step);
    Program lowered = lowered(backend, step, options);
    long held = Liveness.of(lowered).heldAfter(step.outputs().indexOf(Port.ACCUMULATORS));
    int alignment = backend.device().alignmentBytes();
    long block = new BatchLayout(step, alignment).bytes();
    return new MemoryUse(
            parameters(backend, step),
            optimizer.slots() * backend.allocationBytes(step.inputType(Port.WEIGHTS).bytes()),
            held,
            0,
            0,
            DeviceModel.INPUT_BLOCKS * backend.allocationBytes(block)
                + backend.allocationBytes(step.inputType(Port.ACCUMULATORS).bytes()))
        .with(backend, step, options, lowered);
  }

  /** Plans prediction. */
  static MemoryUse ofPrediction(Backend backend, Model model, int batch) {
    ModelProgram p = ModelPrograms.of(model).predict(batch);
    CompileOptions options = CompileOptions.DEFAULT;
    long batches = backend.allocationBytes(p.inputType(Port.EXAMPLES).bytes());
    for (var t : p.program().outputTypes()) {
      batches += backend.allocationBytes(t.bytes());
    }
    return new MemoryUse(parameters(backend, p), 0, 0, 0, 0, batches)
        .with(backend, p, options, lowered(backend, p, options));
  }

  private static long parameters(Backend backend, ModelProgram p) {
    return backend.allocationBytes(p.inputType(Port.WEIGHTS).bytes())
        + backend.allocationBytes(p.inputType(Port.STATE).bytes());
  }

  private static Program lowered(Backend backend, ModelProgram p, CompileOptions options) {
    return Lowering.apply(
        p.program(), (op, in) -> backend.supports(op, in) == Support.NATIVE, options);
  }

  /** Adds what lies in the arena besides the activations that are held. */
  private MemoryUse with(Backend backend, ModelProgram p, CompileOptions options, Program lowered) {
    long arena;
    try (Executable e = backend.compile(p.program(), options)) {
      arena = backend.allocationBytes(Math.max(4, e.arenaBytes()));
    }
    long values =
        Math.min(
            arena,
            MemoryPlan.of(
                    lowered, new long[lowered.nodes().size()], backend.device().alignmentBytes())
                .arenaBytes());
    long held = Math.min(activations, values);
    return new MemoryUse(parameters, optimizer, held, values - held, arena - values, batches);
  }
}
