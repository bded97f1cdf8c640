package dev.imbrex.nn.loss;

import dev.imbrex.nn.activation.ActivationFunction;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Value;
import dev.imbrex.op.composite.SigmoidCrossEntropy;
import dev.imbrex.op.composite.SoftmaxCrossEntropy;
import dev.imbrex.op.composite.SparseSoftmaxCrossEntropy;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import dev.imbrex.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The losses that come with the library. */
enum StandardLoss implements Loss {
  SPARSE_CATEGORICAL_CROSSENTROPY(Optional.of(ActivationFunction.SOFTMAX)) {
    @Override
    public TensorType labels(TensorType outputs) {
      Shape s = classes(outputs).shape();
      return new TensorType(DType.I32, Shape.of(s.toList().subList(0, s.rank() - 1)));
    }

    @Override
    Value each(OpEmitter b, Value outputs, Value labels) {
      Value rows = rows(b, outputs);
      Value flat = b.reshape(labels, Shape.of(rows.shape().dim(0)));
      return b.emit(new SparseSoftmaxCrossEntropy(), rows, flat);
    }
  },
  CATEGORICAL_CROSSENTROPY(Optional.of(ActivationFunction.SOFTMAX)) {
    @Override
    public TensorType labels(TensorType outputs) {
      return classes(outputs);
    }

    @Override
    Value each(OpEmitter b, Value outputs, Value labels) {
      return b.emit(new SoftmaxCrossEntropy(), rows(b, outputs), rows(b, labels));
    }
  },
  BINARY_CROSSENTROPY(Optional.of(ActivationFunction.SIGMOID)) {
    @Override
    Value each(OpEmitter b, Value outputs, Value labels) {
      return b.emit(new SigmoidCrossEntropy(), outputs, labels);
    }
  },
  MEAN_SQUARED_ERROR(Optional.empty()) {
    @Override
    Value each(OpEmitter b, Value outputs, Value labels) {
      return b.square(b.sub(outputs, labels));
    }
  },
  MEAN_ABSOLUTE_ERROR(Optional.empty()) {
    @Override
    Value each(OpEmitter b, Value outputs, Value labels) {
      return b.unary(Unary.Fn.ABS, b.sub(outputs, labels));
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // Optional of an immutable record
  private final Optional<ActivationFunction> activation;

  StandardLoss(Optional<ActivationFunction> activation) {
    this.activation = activation;
  }

  /** Emits the loss of each label, in any shape. */
  abstract Value each(OpEmitter b, Value outputs, Value labels);

  @Override
  public TensorType labels(TensorType outputs) {
    return outputs;
  }

  @Override
  public Optional<ActivationFunction> activation() {
    return activation;
  }

  /** Returns whether it is one of classes, whose labels can be smoothed and weighed. */
  private boolean ofClasses() {
    return this == SPARSE_CATEGORICAL_CROSSENTROPY || this == CATEGORICAL_CROSSENTROPY;
  }

  @Override
  public Loss labelSmoothing(double share) {
    return ofClasses()
        ? new ShapedCrossEntropy(this, share, List.of())
        : Loss.super.labelSmoothing(share);
  }

  @Override
  public Loss classWeights(List<Double> weights) {
    return ofClasses()
        ? new ShapedCrossEntropy(this, 0, weights)
        : Loss.super.classWeights(weights);
  }

  /** Returns this loss with the options that a map has. */
  Loss read(Config options) {
    return ofClasses() ? ShapedCrossEntropy.fromConfig(this, options) : this;
  }

  @Override
  public Value emit(OpEmitter b, Value outputs, Value labels) {
    Value each = each(b, outputs, labels);
    return b.mean(each, false, IntStream.range(0, each.shape().rank()).toArray());
  }

  @Override
  public Map<String, Object> config() {
    return Config.map("type", Config.lowerCase(this));
  }

  /** Refuses outputs that have no axis of classes behind the batch. */
  TensorType classes(TensorType outputs) {
    if (outputs.shape().rank() < 2) {
      throw new ShapeException(
          "The loss "
              + Config.lowerCase(this)
              + " expects outputs [N, ..., classes], but the network gives "
              + outputs.shape()
              + "; end it with a Dense layer of as many units as there are classes.");
    }
    return outputs;
  }

  /** Emits x {@code [N, ..., C]} as rows {@code [R, C]}. */
  static Value rows(OpEmitter b, Value x) {
    int classes = x.shape().dim(-1);
    return b.reshape(x, Shape.of(x.shape().intSize() / classes, classes));
  }
}
