package dev.imbrex.bench.onnxruntime;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import dev.imbrex.bench.KernelTask;
import dev.imbrex.bench.peers.PeerLayer;
import dev.imbrex.bench.peers.PeerProcess;
import dev.imbrex.bench.peers.PeerSession;
import dev.imbrex.bench.peers.PeerTask;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Random;

/** A network in ONNX Runtime, which predicts only; all graph optimisations, channels first. */
public final class OnnxruntimePeer implements PeerSession {
  private static final int VERSION = 8;
  private static final int OPERATORS = 17;
  private static final String INPUT = "pictures";

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("network");
  private final Random random = new Random(1);
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final FloatBuffer[] pictures;
  private final long[] shape;
  private final boolean reads;
  private String last = INPUT;
  private long parameters;
  private int next;

  private OnnxruntimePeer(PeerTask task, boolean reads) {
    this.reads = reads;
    if (task.training()) {
      throw new UnsupportedOperationException("ONNX Runtime does not train.");
    }
    shape = new long[] {task.batch(), task.channels(), task.size(), task.size()};
    graph.addInput(value(INPUT, shape));
    int channels = task.channels();
    int size = task.size();
    for (PeerLayer l : task.layers()) {
      switch (l.kind()) {
        case CONVOLUTION -> {
          convolution(l, channels);
          channels = l.width();
          size = l.padded() ? size / l.stride() : size - l.kernel() + 1;
        }
        case SWISH -> {
          String x = last;
          node("Sigmoid", x);
          node("Mul", x, last);
        }
        case RELU -> node("Relu", last);
        case MAX_POOLING -> {
          NodeProto.Builder n = node("MaxPool", last);
          n.addAttribute(numbers("kernel_shape", 2, 2)).addAttribute(numbers("strides", 2, 2));
          replace(n);
          size /= 2;
        }
        case FLATTEN -> {
          node("Flatten", last);
          channels *= size * size;
        }
        case DENSE -> {
          node("Gemm", last, weights(channels, l.width()), weights(l.width()));
          channels = l.width();
        }
        default ->
            throw new UnsupportedOperationException(
                "This comparison has no " + l.kind() + " for ONNX Runtime.");
      }
    }
    graph.addOutput(
        graph.getNode(graph.getNodeCount() - 1).getOpType().equals("Conv")
            ? value(last, task.batch(), channels, size, size)
            : value(last, task.batch(), channels));
    byte[] model =
        ModelProto.newBuilder()
            .setIrVersion(VERSION)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATORS))
            .setGraph(graph)
            .build()
            .toByteArray();
    try {
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = environment.createSession(model, options);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
    float[][] given = task.picturesByChannel();
    pictures = new FloatBuffer[given.length];
    for (int i = 0; i < given.length; i++) {
      pictures[i] =
          ByteBuffer.allocateDirect(4 * given[i].length)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      pictures[i].put(given[i]).rewind();
    }
  }

  private static ValueInfoProto value(String name, long... shape) {
    TensorShapeProto.Builder s = TensorShapeProto.newBuilder();
    for (long d : shape) {
      s.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(d));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT_VALUE)
                        .setShape(s)))
        .build();
  }

  private void convolution(PeerLayer l, int channels) {
    String w = weights(l.width(), channels, l.kernel(), l.kernel());
    NodeProto.Builder n = node("Conv", last, w, weights(l.width()));
    int p = l.padded() ? l.kernel() / 2 : 0;
    n.addAttribute(numbers("pads", p, p, p, p));
    n.addAttribute(numbers("kernel_shape", l.kernel(), l.kernel()));
    n.addAttribute(numbers("strides", l.stride(), l.stride()));
    replace(n);
  }

  /** Adds a node that has one result, the network's last. */
  private NodeProto.Builder node(String op, String... inputs) {
    last = "value" + graph.getNodeCount();
    NodeProto.Builder n = NodeProto.newBuilder().setOpType(op).addOutput(last);
    for (String i : inputs) {
      n.addInput(i);
    }
    graph.addNode(n);
    return n;
  }

  private void replace(NodeProto.Builder n) {
    graph.setNode(graph.getNodeCount() - 1, n);
  }

  private static AttributeProto numbers(String name, long... n) {
    AttributeProto.Builder a =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long i : n) {
      a.addInts(i);
    }
    return a.build();
  }

  /** Adds parameters, small random numbers. */
  private String weights(long... dims) {
    int n = 1;
    TensorProto.Builder t = TensorProto.newBuilder();
    for (long d : dims) {
      n *= (int) d;
      t.addDims(d);
    }
    double scale = dims.length == 1 ? 0 : Math.sqrt(2.0 * dims[0] / n);
    ByteBuffer b = ByteBuffer.allocate(4 * n).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < n; i++) {
      b.putFloat((float) (scale * random.nextGaussian()));
    }
    String name = "parameter" + graph.getInitializerCount();
    graph.addInitializer(
        t.setName(name)
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .setRawData(ByteString.copyFrom(b.array())));
    parameters += n;
    return name;
  }

  @Override
  public long size() {
    return parameters;
  }

  @Override
  public void step() {
    try (OnnxTensor x =
            OnnxTensor.createTensor(environment, pictures[next++ % pictures.length], shape);
        OrtSession.Result y = session.run(Map.of(INPUT, x))) {
      OnnxTensor result = (OnnxTensor) y.get(0);
      if (reads) {
        result.getFloatBuffer();
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public double figure() {
    return 0;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Serves as a process of its own. */
  public static void main(String[] args) throws IOException {
    PeerProcess.serveTask(
        args,
        task ->
            PeerTask.isNetwork(task)
                ? new OnnxruntimePeer(PeerTask.of(task), true)
                : new OnnxruntimePeer(PeerTask.of(KernelTask.of(task)), false));
  }
}
