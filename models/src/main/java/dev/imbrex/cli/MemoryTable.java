package dev.imbrex.cli;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.optim.Adam;
import dev.imbrex.spi.Backend;
import dev.imbrex.train.MemoryUse;
import dev.imbrex.train.Trainer;
import java.util.Locale;

/** What memory a network takes on a device, as {@code summary --memory} tells it. */
final class MemoryTable {
  private static final double MIB = 1 << 20;

  private MemoryTable() {}

  /** Tells of training by Adam, without and with recomputation, and of prediction. */
  static void tell(Output o, Backend backend, Model model, int batch) {
    Trainer trainer = TrainJob.trainer(backend, Adam.of(1e-3));
    MemoryUse kept = trainer.trainingMemory(model, batch);
    MemoryUse again = trainer.recompute(true).trainingMemory(model, batch);
    MemoryUse predicted = trainer.predictionMemory(model, batch);
    o.say("");
    o.say("Memory on %s for batches of %d, in MiB:", backend.device().id(), batch);
    o.say("%-42s %10s %12s %10s", "", "training", "--recompute", "prediction");
    row(o, "parameters", kept.parameters(), again.parameters(), predicted.parameters());
    row(o, "optimiser (Adam)", kept.optimizer(), again.optimizer(), 0);
    row(o, "activations held for the backward pass", kept.activations(), again.activations(), 0);
    row(
        o,
        "gradients and other temporaries",
        kept.temporaries(),
        again.temporaries(),
        predicted.temporaries());
    row(o, "workspace of kernels", kept.workspace(), again.workspace(), predicted.workspace());
    row(o, "batches", kept.batches(), again.batches(), predicted.batches());
    row(o, "in all", kept.total(), again.total(), predicted.total());
    o.say("The device has %,.0f MiB.", backend.device().memoryBytes() / MIB);
    o.event(
        "memory",
        "device",
        backend.device().id(),
        "batch",
        batch,
        "training_bytes",
        kept.total(),
        "activation_bytes",
        kept.activations(),
        "recompute_bytes",
        again.total(),
        "recompute_activation_bytes",
        again.activations(),
        "prediction_bytes",
        predicted.total(),
        "device_bytes",
        backend.device().memoryBytes());
  }

  private static void row(Output o, String what, long training, long again, long prediction) {
    o.say(
        "%s",
        String.format(
            Locale.ROOT,
            "  %-40s %,10.1f %,12.1f %,10.1f",
            what,
            training / MIB,
            again / MIB,
            prediction / MIB));
  }
}
