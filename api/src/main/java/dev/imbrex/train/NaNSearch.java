package dev.imbrex.train;

import dev.imbrex.nn.LayerNode;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.ModelProgram;
import dev.imbrex.nn.ModelPrograms;
import dev.imbrex.nn.Port;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Repeats steps of training until numbers stop being finite, to say where. */
final class NaNSearch {
  private final FitLoop loop;
  private final Stepper stepper;
  private final Model model;

  private NaNSearch(FitLoop loop) {
    this.loop = loop;
    this.stepper = loop.stepper();
    this.model = loop.model();
  }

  /**
   * Goes back to a snapshot with finite numbers and repeats. Training is then where it was before
   * the step that failed.
   *
   * @param until where numbers were known not to be finite
   * @return what was found, as a sentence
   */
  static String run(FitLoop loop, Snapshot good, Position until) {
    return new NaNSearch(loop).search(good, until);
  }

  private String search(Snapshot good, Position until) {
    stepper.restore(good);
    Snapshot before = stepper.newSnapshot();
    Snapshot after = stepper.newSnapshot();
    try (Loader loader = loop.loader(good.position)) {
      while (stepper.position().steps() < until.steps()) {
        Staging batch = loader.take();
        if (batch == null) {
          break;
        }
        if (stepper.epochIsDone()) {
          stepper.nextEpoch();
        }
        stepper.capture(before);
        stepper.train(batch);
        stepper.capture(after);
        if (!after.isFinite()) {
          String where = where(batch, before, after);
          stepper.restore(before);
          return String.format(
              "Numbers stopped being finite in epoch %d, step %d: %s. The model has its numbers"
                  + " from before; try a smaller learning rate or clipping, and check the data.",
              before.position.epoch() + 1, before.position.step() + 1, where);
        }
        loader.giveBack();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "Numbers stopped being finite, but did not when the steps were repeated.";
  }

  private String where(Staging batch, Snapshot before, Snapshot after) {
    ModelProgram p = ModelPrograms.of(model).finite(batch.layout().count());
    int[] finite = run(p, batch, before).get(Port.FINITE_OUTPUTS);
    for (LayerNode n : model.nodes()) {
      if (finite != null && finite[n.index()] == 0) {
        return n.index() == 0
            ? "the examples are not"
            : "the result of layer " + n.name() + " is not";
      }
    }
    if (!after.isLossFinite()) {
      return "the loss is not, but the results of all layers are";
    }
    List<String> names = new ArrayList<>();
    after
        .parameterValues(model)
        .forEach(
            (name, t) -> {
              if (!Snapshot.isFinite(t)) {
                names.add(name);
              }
            });
    return "the gradient is not, and so the new " + String.join(", ", names);
  }

  /** Runs a program once, with memory of its own. */
  private Map<Port, int[]> run(ModelProgram program, Staging batch, Snapshot numbers) {
    try (Bound b = new Bound(loop.backend(), program)) {
      for (int i = 0; i < b.in.size(); i++) {
        Port p = program.inputs().get(i);
        ByteBuffer content =
            p == Port.WEIGHTS
                ? numbers.weights.buffer()
                : p == Port.STATE ? numbers.state.buffer() : batch.part(p);
        b.in.get(i).buffer().write(0, content);
      }
      b.invocation.run();
      Map<Port, int[]> results = new EnumMap<>(Port.class);
      for (int i = 0; i < b.out.size(); i++) {
        Port p = program.outputs().get(i);
        HostTensor t = HostTensor.zeros(program.outputType(p));
        b.out.get(i).buffer().read(0, t.buffer());
        results.put(p, t.toInts());
      }
      return results;
    }
  }

  /** Compiles and binds what a search needs for batches of this size, and frees it. */
  static void prepare(Backend backend, Model model, int batch) {
    new Bound(backend, ModelPrograms.of(model).finite(batch)).close();
  }

  /** A program with memory of its own, to be run once. */
  private static final class Bound implements AutoCloseable {
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Backend backend;
    final List<Slice> in = new ArrayList<>();
    final List<Slice> out = new ArrayList<>();
    final Invocation invocation;

    Bound(Backend backend, ModelProgram program) {
      this.backend = backend;
      try {
        Executable e = backend.compile(program.program(), CompileOptions.DEFAULT);
        open.add(e);
        for (Port p : program.inputs()) {
          in.add(slice(program.inputType(p).bytes()));
        }
        for (Port p : program.outputs()) {
          out.add(slice(program.outputType(p).bytes()));
        }
        this.invocation = e.bind(in, out, slice(Math.max(4, e.arenaBytes())));
        open.add(invocation);
      } catch (RuntimeException | Error e) {
        close();
        throw e;
      }
    }

    private Slice slice(long bytes) {
      Buffer b = backend.allocate(bytes);
      open.add(b);
      return Slice.of(b);
    }

    @Override
    public void close() {
      DeviceModel.closeAll(open);
    }
  }
}
