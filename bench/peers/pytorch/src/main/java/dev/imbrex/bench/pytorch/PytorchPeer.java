package dev.imbrex.bench.pytorch;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.imbrex.bench.KernelTask;
import dev.imbrex.bench.peers.PeerLayer;
import dev.imbrex.bench.peers.PeerProcess;
import dev.imbrex.bench.peers.PeerSession;
import dev.imbrex.bench.peers.PeerTask;
import java.io.IOException;
import java.util.List;

/** A network in PyTorch: the imperative engine, channels first, as DJL's own examples train. */
public final class PytorchPeer implements PeerSession {
  private final PeerTask task;
  private final float[][] pictures;
  private final float[] labels;
  private final NDManager manager;
  private final Model model;
  private final Trainer trainer;
  private final Loss softmax = Loss.softmaxCrossEntropyLoss();
  private final Shape shape;
  private double loss;
  private int next;

  private PytorchPeer(PeerTask task) {
    this.task = task;
    this.pictures = task.picturesByChannel();
    this.labels = new float[task.batch()];
    int[] classes = task.labels();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = classes[i];
    }
    this.shape = new Shape(task.batch(), task.channels(), task.size(), task.size());
    this.manager = NDManager.newBaseManager(Device.cpu());
    this.model = Model.newInstance(task.network(), Device.cpu());
    model.setBlock(block(task.layers(), task.channels()));
    this.trainer =
        model.newTrainer(
            new DefaultTrainingConfig(softmax)
                .optDevices(new Device[] {Device.cpu()})
                .optInitializer(new XavierInitializer(), Parameter.Type.WEIGHT)
                .optOptimizer(
                    Optimizer.adam().optLearningRateTracker(Tracker.fixed(PeerTask.RATE)).build()));
    trainer.initialize(shape);
  }

  private static Block block(List<PeerLayer> layers, int channels) {
    SequentialBlock all = new SequentialBlock();
    int now = channels;
    for (PeerLayer l : layers) {
      switch (l.kind()) {
        case CONVOLUTION -> all.add(convolution(l, l.width(), l.stride(), true));
        case SWISH ->
            all.add(new LambdaBlock(x -> new NDList(Activation.swish(x.singletonOrThrow(), 1f))));
        case RELU -> all.add(Activation.reluBlock());
        case MAX_POOLING -> all.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
        case FLATTEN -> all.add(Blocks.batchFlattenBlock());
        case DENSE -> all.add(Linear.builder().setUnits(l.width()).build());
        case STEM ->
            all.add(convolution(l, l.width(), 1, false)).add(norm()).add(Activation.reluBlock());
        case BASIC_BLOCK -> all.add(basic(l, now));
        case AVERAGE -> all.add(Pool.globalAvgPool2dBlock());
      }
      now = l.width() > 0 ? l.width() : now;
    }
    return all;
  }

  private static Block convolution(PeerLayer l, int filters, int stride, boolean bias) {
    int pad = l.padded() ? l.kernel() / 2 : 0;
    return Conv2d.builder()
        .setFilters(filters)
        .setKernelShape(new Shape(l.kernel(), l.kernel()))
        .optStride(new Shape(stride, stride))
        .optPadding(new Shape(pad, pad))
        .optBias(bias)
        .build();
  }

  private static Block norm() {
    return BatchNorm.builder().build();
  }

  private static Block basic(PeerLayer l, int channels) {
    SequentialBlock residual =
        new SequentialBlock()
            .add(convolution(l, l.width(), l.stride(), false))
            .add(norm())
            .add(Activation.reluBlock())
            .add(convolution(l, l.width(), 1, false))
            .add(norm());
    SequentialBlock shortcut = new SequentialBlock();
    if (l.stride() == 1 && channels == l.width()) {
      shortcut.add(Blocks.identityBlock());
    } else {
      PeerLayer projection = new PeerLayer(l.kind(), l.width(), 1, l.stride(), true);
      shortcut.add(convolution(projection, l.width(), l.stride(), false)).add(norm());
    }
    return new ParallelBlock(
        both ->
            new NDList(
                Activation.relu(
                    both.get(0).singletonOrThrow().add(both.get(1).singletonOrThrow()))),
        List.of(residual, shortcut));
  }

  @Override
  public long size() {
    return model.getBlock().getParameters().stream()
        .map(p -> p.getValue())
        .filter(Parameter::requiresGradient)
        .mapToLong(p -> p.getArray().size())
        .sum();
  }

  @Override
  public void step() {
    try (NDManager own = manager.newSubManager()) {
      NDArray x = own.create(pictures[next++ % pictures.length], shape);
      if (!task.training()) {
        NDList y = model.getBlock().forward(new ParameterStore(own, false), new NDList(x), false);
        y.singletonOrThrow().toFloatArray();
        return;
      }
      NDArray t = own.create(labels);
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDList y = trainer.forward(new NDList(x));
        NDArray l = softmax.evaluate(new NDList(t), y);
        y.attach(own);
        l.attach(own);
        collector.backward(l);
        loss = l.toType(DataType.FLOAT64, true).getDouble();
      }
      trainer.step();
    }
  }

  @Override
  public double figure() {
    return loss;
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
    manager.close();
  }

  /** Serves as a process of its own. */
  public static void main(String[] args) throws IOException {
    Engine.getEngine("PyTorch");
    PeerProcess.serveTask(
        args,
        task ->
            PeerTask.isNetwork(task)
                ? new PytorchPeer(PeerTask.of(task))
                : new PytorchKernel(KernelTask.of(task)));
  }
}
