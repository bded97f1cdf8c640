package dev.imbrex.op.composite;

import dev.imbrex.op.Check;
import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/**
 * The gradient of {@link BatchNormTraining}.
 *
 * <p>Inputs: x {@code [..., C]}, gamma, mean and variance {@code [C]}, dy {@code [..., C]}.
 * Results, with xhat = (x - mean) / sqrt(variance + epsilon) and m rows: dgamma = sum(dy xhat),
 * dbeta = sum(dy), dx = gamma / sqrt(variance + epsilon) (dy - dbeta / m - xhat dgamma / m), in the
 * order dx, dgamma, dbeta.
 */
public record BatchNormTrainingGrad(double epsilon) implements CompositeOp {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Check.arity(this, in, 5);
    BatchNormTraining.checkChannels(this, in, 4);
    Check.that(in.get(4).equals(in.get(0)), this, in, "expects dy of the type of x");
    return List.of(in.get(0), in.get(1), in.get(1));
  }

  @Override
  public List<Value> decompose(OpEmitter b, List<Value> in) {
    Value x = in.get(0);
    Value dy = in.get(4);
    int[] rows = BatchNormTraining.rows(x);
    double m = (double) x.shape().size() / x.shape().dim(-1);
    Value inverse = BatchNormTraining.inverseDeviation(b, in.get(3), epsilon);
    Value hat = b.mul(b.sub(x, in.get(2)), inverse);
    Value dbeta = b.sum(dy, false, rows);
    Value dgamma = b.sum(b.mul(dy, hat), false, rows);
    Value centred = b.sub(dy, b.mul(dbeta, 1 / m));
    Value inner = b.sub(centred, b.mul(hat, b.mul(dgamma, 1 / m)));
    Value dx = b.mul(inner, b.mul(in.get(1), inverse));
    return List.of(dx, dgamma, dbeta);
  }
}
