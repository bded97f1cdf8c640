package dev.imbrex.nn.weights;

import dev.imbrex.nn.LayerNode;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Parameter;
import dev.imbrex.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names and layouts of PyTorch. */
final class TorchNames implements Convention {
  private static final Map<String, String> NAMES =
      Map.of(
          "kernel", "weight",
          "bias", "bias",
          "gamma", "weight",
          "beta", "bias",
          "moving_mean", "running_mean",
          "moving_variance", "running_var");

  @Override
  public String name() {
    return "torchvision";
  }

  @Override
  public Optional<Place> place(Model model, Parameter p) {
    String known = NAMES.get(p.spec().name());
    if (known == null) {
      return Optional.empty();
    }
    String name = p.layer() + "." + known;
    Shape s = p.shape();
    if (!p.spec().name().equals("kernel")) {
      return Optional.of(Place.plain(name, s));
    }
    if (s.rank() == 4) {
      Shape file = Shape.of(s.dim(3), s.dim(2), s.dim(0), s.dim(1));
      return Optional.of(new Place(name, file, file, List.of(2, 3, 1, 0)));
    }
    Shape file = Shape.of(s.dim(1), s.dim(0));
    Shape picture = flattened(model, model.node(p.layer()));
    // [out, C, H, W] in the file, rows (h, w, c) here.
    return Optional.of(
        picture.rank() == 3
            ? new Place(
                name,
                file,
                Shape.of(s.dim(1), picture.dim(2), picture.dim(0), picture.dim(1)),
                List.of(2, 3, 1, 0))
            : new Place(name, file, file, List.of(1, 0)));
  }

  /** Returns the shape before the last flattening that a layer's input has come through. */
  private static Shape flattened(Model model, LayerNode layer) {
    LayerNode n = layer;
    while (n.inputs().size() == 1) {
      n = model.nodes().get(n.inputs().get(0));
      if (n.inputShape().rank() != 1 || !n.layer().parameters(n.inputShape()).isEmpty()) {
        break;
      }
    }
    boolean flat = n.outputShape().rank() == 1 && n.outputShape().size() == n.inputShape().size();
    return flat ? n.inputShape() : n.outputShape();
  }

  @Override
  public boolean ignores(String name) {
    return name.endsWith(".num_batches_tracked");
  }
}
