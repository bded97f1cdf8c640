package dev.imbrex.nn.metric;

import dev.imbrex.nn.config.Config;
import dev.imbrex.op.Binary;
import dev.imbrex.op.Compare;
import dev.imbrex.op.Iota;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.DType;
import java.util.Map;

/**
 * Whether fewer than k outputs are greater than that of the label. Of equal outputs all count as
 * the greatest; an output that is NaN is never right.
 */
record TopK(int k) implements Metric {
  static final String TYPE = "top_k_accuracy";

  TopK {
    if (k < 1) {
      throw new IllegalArgumentException("Top-k accuracy needs k of at least 1, not " + k + ".");
    }
  }

  static TopK fromConfig(Config c) {
    return new TopK(c.integer("k", 5));
  }

  @Override
  public String label() {
    return "top" + k + "_accuracy";
  }

  @Override
  public Tally emit(OpEmitter b, Value outputs, Value labels, boolean logits) {
    int last = outputs.shape().rank() - 1;
    Value label = Hits.labels(b, labels);
    Value column = b.emit(new Iota(outputs.type().withDType(DType.I32), last));
    Value isLabel = b.compare(Compare.Fn.EQ, column, b.reshape(label, Hits.column(label.shape())));
    Value own = b.sum(b.select(isLabel, outputs, b.scalar(outputs, 0)), true, last);
    Value greater = b.cast(b.compare(Compare.Fn.GT, outputs, own), DType.I32);
    Value rank = b.sum(greater, true, last);
    // NaN compares with nothing: without this, a NaN would have rank 0.
    Value number = b.compare(Compare.Fn.EQ, own, own);
    Value good = b.compare(Compare.Fn.LT, rank, b.scalar(rank, k));
    return Hits.tally(b, outputs, b.binary(Binary.Fn.AND, good, number));
  }

  @Override
  public Map<String, Object> config() {
    return Config.map("type", TYPE, "k", k);
  }
}
