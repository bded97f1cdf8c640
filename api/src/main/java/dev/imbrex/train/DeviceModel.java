package dev.imbrex.train;

import dev.imbrex.nn.Model;
import dev.imbrex.nn.ModelProgram;
import dev.imbrex.nn.ModelPrograms;
import dev.imbrex.nn.Objective;
import dev.imbrex.nn.Port;
import dev.imbrex.nn.optim.Optimizer;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.NodeTime;
import dev.imbrex.spi.OpWays;
import dev.imbrex.spi.Slice;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model on a device: its numbers, and the steps that train or judge it, bound and ready.
 *
 * <p>All steps share the numbers and one block of temporary memory. Batches go to two blocks in
 * turn, so that a device may copy into one while it works with the other. After construction
 * nothing is allocated on the device. Belongs to one thread.
 */
final class DeviceModel implements AutoCloseable {
  static final int INPUT_BLOCKS = 2;

  private final Backend backend;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Step> train = new ArrayList<>();
  private final List<Step> evaluate = new ArrayList<>();
  private final Buffer weights;
  private final Buffer state;
  private final Buffer accumulators;
  private final List<Buffer> slots = new ArrayList<>();
  private final Buffer judged;
  private final List<Buffer> inputs = new ArrayList<>();
  private final ByteBuffer sums;
  private final OpWays known;
  private OpWays taken = OpWays.NONE;
  private int turn;

  /** A program for one batch size, with an invocation for each block of inputs. */
  private record Step(
      ModelProgram program,
      Executable executable,
      BatchLayout layout,
      List<Invocation> invocations) {}

  /**
   * Compiles and allocates; the numbers on the device are undefined until they are written.
   *
   * @param optimizer null if nothing is to be trained
   * @param trainBatches the batch sizes of training
   * @param evaluateBatches the batch sizes of judging
   * @param training how the steps of training are compiled
   * @param known in which ways their ops are to be run
   */
  DeviceModel(
      Backend backend,
      Model model,
      Objective objective,
      @Nullable Optimizer optimizer,
      List<Integer> trainBatches,
      List<Integer> evaluateBatches,
      Function<ModelProgram, CompileOptions> training,
      OpWays known) {
    this.backend = backend;
    this.known = known;
    ModelPrograms programs = ModelPrograms.of(model);
    this.sums =
        ByteBuffer.allocateDirect(4 * objective.accumulators()).order(ByteOrder.nativeOrder());
    try {
      if (optimizer != null) {
        for (int n : trainBatches) {
          ModelProgram p = programs.train(n, objective, optimizer);
          train.add(step(p, training.apply(p)));
        }
      }
      evaluateBatches.forEach(
          n -> evaluate.add(step(programs.evaluate(n, objective), CompileOptions.DEFAULT)));
      this.weights = buffer(model.weights().type().bytes());
      this.state = buffer(model.state().type().bytes());
      this.accumulators = buffer(sums.capacity());
      for (int i = 0; optimizer != null && i < optimizer.slots(); i++) {
        slots.add(buffer(weights.bytes()));
      }
      this.judged =
          optimizer != null && optimizer.averages() ? slots.get(slots.size() - 1) : weights;
      long block = 4;
      long temporary = 4;
      for (Step s : steps()) {
        block = Math.max(block, s.layout.bytes());
        temporary = Math.max(temporary, s.executable.arenaBytes());
      }
      for (int i = 0; i < INPUT_BLOCKS; i++) {
        inputs.add(buffer(block));
      }
      Slice arena = Slice.of(buffer(temporary));
      bind(train, weights, arena);
      bind(evaluate, judged, arena);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** What one step has taken the next one takes, too: while they compile, a device may be tuned. */
  private Step step(ModelProgram p, CompileOptions options) {
    Executable e = backend.compile(p.program(), options.withWays(known.plus(taken)));
    open.add(e);
    taken = taken.plus(e.ways());
    BatchLayout layout = new BatchLayout(p, backend.device().alignmentBytes());
    return new Step(p, e, layout, new ArrayList<>());
  }

  private Buffer buffer(long bytes) {
    Buffer b = backend.allocate(bytes);
    open.add(b);
    return b;
  }

  private List<Step> steps() {
    List<Step> all = new ArrayList<>(train);
    all.addAll(evaluate);
    return all;
  }

  /** Binds steps to every block of inputs, with their weights in this buffer. */
  private void bind(List<Step> steps, Buffer weightsOf, Slice arena) {
    for (Step s : steps) {
      for (Buffer b : inputs) {
        Slice block = Slice.of(b);
        Invocation i =
            s.executable.bind(
                slices(s.program.inputs(), weightsOf, s.layout, block),
                slices(s.program.outputs(), weightsOf, s.layout, block),
                arena);
        open.add(i);
        s.invocations.add(i);
      }
    }
  }

  private List<Slice> slices(List<Port> ports, Buffer weightsOf, BatchLayout layout, Slice block) {
    List<Slice> out = new ArrayList<>();
    int slot = 0;
    for (Port p : ports) {
      switch (p) {
        case WEIGHTS:
          out.add(Slice.of(weightsOf));
          break;
        case STATE:
          out.add(Slice.of(state));
          break;
        case ACCUMULATORS:
          out.add(Slice.of(accumulators));
          break;
        case SLOT:
          out.add(Slice.of(slots.get(slot++)));
          break;
        default:
          out.add(layout.slice(p, block));
      }
    }
    return out;
  }

  /** Returns the ways in which ops are run. */
  OpWays taken() {
    return taken;
  }

  /** Returns what to remember: also ways of ops that the steps of this time do not have. */
  OpWays ways() {
    return known.plus(taken);
  }

  /** Returns how long the nodes of the training steps took, if that is measured. */
  List<NodeTime> profile() {
    return train.stream().flatMap(s -> s.executable.profile().stream()).toList();
  }

  /** Returns the layouts of training batches, in the order of the batch sizes. */
  List<BatchLayout> trainLayouts() {
    return train.stream().map(Step::layout).toList();
  }

  /** Returns the layouts of batches to be judged, in the order of the batch sizes. */
  List<BatchLayout> evaluateLayouts() {
    return evaluate.stream().map(Step::layout).toList();
  }

  /** Runs a step of training, or enqueues it; the batch may be reused when this returns. */
  void train(Staging batch) {
    run(train, batch);
  }

  /** Adds a batch to the accumulators, without training. */
  void evaluate(Staging batch) {
    run(evaluate, batch);
  }

  private void run(List<Step> steps, Staging batch) {
    for (int i = 0; i < steps.size(); i++) {
      Step s = steps.get(i);
      if (s.layout == batch.layout()) {
        inputs.get(turn).write(0, batch.packed());
        s.invocations.get(turn).run();
        turn = (turn + 1) % INPUT_BLOCKS;
        return;
      }
    }
    throw new IllegalArgumentException("The batch was packed for another step.");
  }

  /** Reads the accumulators, after all work is done. */
  void readSums(double[] into) {
    accumulators.read(0, sums.clear());
    for (int i = 0; i < into.length; i++) {
      into[i] = sums.getFloat(4 * i);
    }
  }

  /** Sets the accumulators, rounded to float32. */
  void writeSums(double[] from) {
    for (int i = 0; i < from.length; i++) {
      sums.putFloat(4 * i, (float) from[i]);
    }
    accumulators.write(0, sums.clear());
  }

  /** Copies weights and state from the device into tensors of their types. */
  void read(HostTensor weightsInto, HostTensor stateInto) {
    weights.read(0, weightsInto.buffer());
    state.read(0, stateInto.buffer());
  }

  /** Copies the weights that the model is judged by, and the state: averaged, if they are. */
  void readJudged(HostTensor weightsInto, HostTensor stateInto) {
    judged.read(0, weightsInto.buffer());
    state.read(0, stateInto.buffer());
  }

  /** Copies weights and state to the device. */
  void write(HostTensor newWeights, HostTensor newState) {
    weights.write(0, newWeights.buffer());
    state.write(0, newState.buffer());
  }

  /** Copies what the optimiser keeps into as many tensors. */
  void readSlots(List<HostTensor> into) {
    for (int i = 0; i < slots.size(); i++) {
      slots.get(i).read(0, into.get(i).buffer());
    }
  }

  /** Sets what the optimiser keeps. */
  void writeSlots(List<HostTensor> from) {
    for (int i = 0; i < slots.size(); i++) {
      slots.get(i).write(0, from.get(i).buffer());
    }
  }

  /** Sets everything that the optimiser keeps to one value. */
  void fillSlots(double value) {
    if (slots.isEmpty()) {
      return;
    }
    HostTensor t = HostTensor.zeros(TensorType.f32((int) (weights.bytes() / 4)));
    for (int i = 0; value != 0 && i < t.shape().intSize(); i++) {
      t.set(i, value);
    }
    slots.forEach(b -> b.write(0, t.buffer()));
  }

  /** Lets the average begin, if there is one: before the first step it is what the weights are. */
  void beginAverage(HostTensor begin) {
    if (judged != weights) {
      judged.write(0, begin.buffer());
    }
  }

  /** Frees everything on the device. */
  @Override
  public void close() {
    closeAll(open);
  }

  /** Closes what was opened, the last first, all of it even where some of it fails. */
  static void closeAll(List<AutoCloseable> open) {
    IllegalStateException failure = null;
    for (int i = open.size() - 1; i >= 0; i--) {
      try {
        open.get(i).close();
      } catch (Exception e) {
        failure = new IllegalStateException("A device did not free its memory: " + e, e);
      }
    }
    open.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
