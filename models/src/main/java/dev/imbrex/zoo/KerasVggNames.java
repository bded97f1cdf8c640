package dev.imbrex.zoo;

import dev.imbrex.nn.LayerNode;
import dev.imbrex.nn.Model;
import dev.imbrex.nn.Parameter;
import dev.imbrex.nn.layers.Conv2D;
import dev.imbrex.nn.layers.Dense;
import dev.imbrex.nn.layers.MaxPool2D;
import dev.imbrex.nn.weights.Convention;
import dev.imbrex.nn.weights.Place;
import java.util.Optional;

/**
 * The names that Keras gives the layers of VGG: {@code block1_conv1/kernel}, {@code fc1/bias},
 * {@code predictions/kernel}. Numbers lie as they do here. Older files say {@code
 * block1_conv1/block1_conv1_W_1:0}, {@code block1_conv1.kernel} and the like.
 */
public final class KerasVggNames implements Convention {
  @Override
  public String name() {
    return "keras";
  }

  @Override
  public Optional<Place> place(Model model, Parameter parameter) {
    int block = 1;
    int conv = 0;
    int dense = 0;
    for (LayerNode n : model.nodes()) {
      String name = "";
      if (n.layer() instanceof MaxPool2D) {
        block++;
        conv = 0;
      } else if (n.layer() instanceof Conv2D) {
        name = "block" + block + "_conv" + ++conv;
      } else if (n.layer() instanceof Dense) {
        boolean last = model.outputs().get(0).equals(n);
        name = last ? "predictions" : "fc" + ++dense;
      }
      if (n.name().equals(parameter.layer())) {
        return name.isEmpty()
            ? Optional.empty()
            : Optional.of(Place.plain(name + "/" + parameter.spec().name(), parameter.shape()));
      }
    }
    return Optional.empty();
  }

  @Override
  public String normalized(String name) {
    String s = name.endsWith(":0") ? name.substring(0, name.length() - 2) : name;
    s = s.replaceFirst("_W(_\\d+)?$", "/kernel").replaceFirst("_b(_\\d+)?$", "/bias");
    s = s.replaceFirst("\\.(kernel|bias)$", "/$1");
    // A layer's name may stand twice.
    int cut = s.lastIndexOf('/');
    int before = cut < 0 ? -1 : s.lastIndexOf('/', cut - 1);
    return before < 0 ? s : s.substring(before + 1);
  }
}
