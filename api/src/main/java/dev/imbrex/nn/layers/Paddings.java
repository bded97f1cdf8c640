package dev.imbrex.nn.layers;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.Padding;
import java.util.List;

/** Padding as an option: {@code valid}, {@code same} or its four sides. */
final class Paddings {
  private Paddings() {}

  static Object config(Padding p) {
    if (p instanceof Padding.Explicit) {
      Padding.Explicit e = (Padding.Explicit) p;
      return List.of(e.top(), e.bottom(), e.left(), e.right());
    }
    return p.equals(Padding.SAME) ? "same" : "valid";
  }

  static Padding read(Config c) {
    if (!c.has("padding") || c.isText("padding")) {
      String name = c.string("padding", "valid");
      if (!name.equals("valid") && !name.equals("same")) {
        throw new ModelFormatException(
            "The " + c.what() + " needs padding valid, same or four numbers, not " + name + ".");
      }
      return name.equals("same") ? Padding.SAME : Padding.VALID;
    }
    List<Integer> sides = c.integers("padding");
    if (sides.size() != 4) {
      throw new ModelFormatException(
          "The " + c.what() + " needs four numbers as padding, not " + sides + ".");
    }
    return Padding.of(sides.get(0), sides.get(1), sides.get(2), sides.get(3));
  }
}
