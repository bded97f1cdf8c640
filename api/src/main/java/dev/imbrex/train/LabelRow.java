package dev.imbrex.train;

import dev.imbrex.nn.LayerNode;
import dev.imbrex.nn.Model;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/** How the labels of one example lie in a batch: those of each output, one behind the other. */
record LabelRow(List<Part> parts) {

  /**
   * The label for one output.
   *
   * @param classes how many numbers a row of one-hot labels has
   */
  record Part(LabelCoding coding, int classes) {
    int width() {
      return coding == LabelCoding.ONE_HOT ? classes : 1;
    }
  }

  LabelRow {
    parts = List.copyOf(parts);
  }

  /**
   * Returns the row for a model.
   *
   * @param labels the type of a batch of labels
   * @throws dev.imbrex.tensor.ShapeException if classes of this data set can not be written so
   */
  static LabelRow of(TensorType labels, Model model, Dataset data) {
    List<Part> parts = new ArrayList<>();
    for (LayerNode n : model.outputs()) {
      LabelCoding coding = LabelCoding.of(labels, n.outputShape(), data);
      parts.add(new Part(coding, n.outputShape().intSize()));
    }
    return new LabelRow(parts);
  }

  /** Packs the labels of an example. */
  void put(Staging to, int place, Dataset data, int index) {
    int at = 0;
    for (int o = 0; o < parts.size(); o++) {
      Part p = parts.get(o);
      to.putLabel(place, at, p.coding, p.classes, data.label(index, o));
      at += p.width();
    }
  }
}
