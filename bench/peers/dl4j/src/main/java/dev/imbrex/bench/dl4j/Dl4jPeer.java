package dev.imbrex.bench.dl4j;

import dev.imbrex.bench.peers.PeerLayer;
import dev.imbrex.bench.peers.PeerProcess;
import dev.imbrex.bench.peers.PeerSession;
import dev.imbrex.bench.peers.PeerTask;
import java.io.IOException;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** A network in Deeplearning4j: a multi-layer network, channels first. */
public final class Dl4jPeer implements PeerSession {
  private final PeerTask task;
  private final MultiLayerNetwork network;
  private final float[][] pictures;
  private final INDArray labels;
  private final long[] shape;
  private int next;

  private Dl4jPeer(PeerTask task) {
    this.task = task;
    this.shape = new long[] {task.batch(), task.channels(), task.size(), task.size()};
    this.pictures = task.picturesByChannel();
    this.labels = Nd4j.zeros(task.batch(), task.classes());
    int[] classes = task.labels();
    for (int i = 0; i < classes.length; i++) {
      labels.putScalar(i, classes[i], 1);
    }
    NeuralNetConfiguration.ListBuilder conf =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Adam(PeerTask.RATE))
            .weightInit(WeightInit.XAVIER)
            .list();
    List<PeerLayer> layers = task.layers();
    for (int i = 0; i < layers.size(); i++) {
      PeerLayer l = layers.get(i);
      switch (l.kind()) {
        case CONVOLUTION ->
            conf.layer(
                new ConvolutionLayer.Builder(l.kernel(), l.kernel())
                    .nOut(l.width())
                    .convolutionMode(l.padded() ? ConvolutionMode.Same : ConvolutionMode.Truncate)
                    .activation(Activation.IDENTITY)
                    .build());
        case SWISH -> conf.layer(new ActivationLayer(Activation.SWISH));
        case RELU -> conf.layer(new ActivationLayer(Activation.RELU));
        case MAX_POOLING ->
            conf.layer(
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                    .kernelSize(2, 2)
                    .stride(2, 2)
                    .build());
        case FLATTEN -> {} // done by the library
        case DENSE -> {
          if (i == layers.size() - 1) {
            conf.layer(
                new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                    .nOut(l.width())
                    .activation(Activation.SOFTMAX)
                    .build());
          } else {
            conf.layer(
                new DenseLayer.Builder().nOut(l.width()).activation(Activation.IDENTITY).build());
          }
        }
        default ->
            throw new UnsupportedOperationException("This comparison has no " + l.kind() + " for DL4J.");
      }
    }
    conf.setInputType(InputType.convolutional(task.size(), task.size(), task.channels()));
    network = new MultiLayerNetwork(conf.build());
    network.init();
  }

  @Override
  public long size() {
    return network.numParams();
  }

  @Override
  public void step() {
    INDArray x = Nd4j.create(pictures[next++ % pictures.length], shape, 'c');
    if (task.training()) {
      network.fit(x, labels);
    } else {
      network.output(x, false).toFloatMatrix();
    }
  }

  @Override
  public double figure() {
    return task.training() ? network.score() : 0;
  }

  @Override
  public void close() {
    network.close();
  }

  /** Serves as a process of its own. */
  public static void main(String[] args) throws IOException {
    PeerProcess.serve(args, Dl4jPeer::new);
  }
}
