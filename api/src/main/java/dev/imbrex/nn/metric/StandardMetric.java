package dev.imbrex.nn.metric;

import dev.imbrex.nn.config.Config;
import dev.imbrex.op.Compare;
import dev.imbrex.op.OpEmitter;
import dev.imbrex.op.Value;
import java.util.Map;

/** The metrics without parameters that come with the library. */
enum StandardMetric implements Metric {
  ACCURACY {
    @Override
    public Tally emit(OpEmitter b, Value outputs, Value labels, boolean logits) {
      StandardMetric m = CATEGORICAL_ACCURACY;
      if (!labels.dtype().isFloat()) {
        m = SPARSE_CATEGORICAL_ACCURACY;
      } else if (outputs.shape().dim(-1) == 1) {
        m = BINARY_ACCURACY;
      }
      return m.emit(b, outputs, labels, logits);
    }
  },
  SPARSE_CATEGORICAL_ACCURACY {
    @Override
    public Tally emit(OpEmitter b, Value outputs, Value labels, boolean logits) {
      return Hits.tally(b, outputs, b.compare(Compare.Fn.EQ, Hits.greatest(b, outputs), labels));
    }
  },
  CATEGORICAL_ACCURACY {
    @Override
    public Tally emit(OpEmitter b, Value outputs, Value labels, boolean logits) {
      Value expected = Hits.greatest(b, labels);
      return SPARSE_CATEGORICAL_ACCURACY.emit(b, outputs, expected, logits);
    }
  },
  BINARY_ACCURACY {
    @Override
    public Tally emit(OpEmitter b, Value outputs, Value labels, boolean logits) {
      Value above = b.compare(Compare.Fn.GT, outputs, b.scalar(outputs, logits ? 0 : 0.5));
      Value hits = b.compare(Compare.Fn.EQ, b.cast(above, labels.dtype()), labels);
      return Hits.tally(b, outputs, hits);
    }
  };

  @Override
  public String label() {
    return Config.lowerCase(this);
  }

  @Override
  public Map<String, Object> config() {
    return Config.map("type", Config.lowerCase(this));
  }
}
