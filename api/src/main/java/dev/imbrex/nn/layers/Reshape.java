package dev.imbrex.nn.layers;

import dev.imbrex.nn.AbstractLayer;
import dev.imbrex.nn.LayerContext;
import dev.imbrex.nn.ReceptiveField;
import dev.imbrex.nn.config.Config;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The same numbers of an example under another shape. */
public final class Reshape extends AbstractLayer<Reshape> {
  private final List<Integer> target;

  private Reshape(List<Integer> target) {
    this.target = target;
    long unknown = target.stream().filter(d -> d == -1).count();
    if (unknown > 1 || target.stream().anyMatch(d -> d < 1 && d != -1)) {
      throw new ShapeException(
          "Reshape expects extents of at least 1, of which one may be -1 for what is left, but got "
              + target
              + ".");
    }
  }

  /** Returns the layer; one extent may be -1 and then takes what is left. */
  public static Reshape of(int... target) {
    return new Reshape(Arrays.stream(target).boxed().toList());
  }

  static Reshape fromConfig(Config c) {
    return new Reshape(List.copyOf(c.integers("target_shape")));
  }

  @Override
  public Shape outputShape(Shape input) {
    long known = target.stream().filter(d -> d != -1).mapToLong(d -> d).reduce(1, (a, b) -> a * b);
    long left = input.size() / known;
    boolean fits = target.contains(-1) ? left * known == input.size() : known == input.size();
    if (!fits) {
      throw new ShapeException(
          "Reshape to "
              + target
              + " does not fit "
              + input
              + " with its "
              + input.size()
              + " elements for each example.");
    }
    return Shape.of(target.stream().map(d -> d == -1 ? (int) left : d).toList());
  }

  @Override
  public Value emit(LayerContext context, Value x) {
    Shape one = outputShape(x.shape().withoutFirst());
    return context.emitter().reshape(x, one.prepend(x.shape().dim(0)));
  }

  @Override
  public ReceptiveField receptiveField(ReceptiveField before, Shape input) {
    return mixed(before, input);
  }

  /** Returns the field of what no longer says which pixel it comes from. */
  static ReceptiveField mixed(ReceptiveField before, Shape input) {
    return input.rank() == 3 ? before.whole(input.dim(0), input.dim(1)) : before;
  }

  @Override
  public String baseName() {
    return "reshape";
  }

  @Override
  public Map<String, Object> config() {
    return Config.map("target_shape", target);
  }
}
