package dev.imbrex.report;

import dev.imbrex.data.Normalization;
import dev.imbrex.nn.Activations;
import dev.imbrex.nn.Excitation;
import dev.imbrex.nn.LayerNode;
import dev.imbrex.nn.MergeLayer;
import dev.imbrex.nn.Model;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Makes pictures of what a network of pictures has learned. */
public final class Gallery {
  /** Layers that pass on what they get when a network predicts. */
  private static final Set<String> PASSES_ON = Set.of("Input", "Flatten", "Reshape", "Dropout");

  private static final Set<String> CONVOLUTIONS = Set.of("Conv2D", "DepthwiseConv2D");

  private static final int COLUMNS = 8;

  private final Backend backend;
  private final Model model;
  private final Normalization normalization;
  private final Limits limits;

  /**
   * Creates the gallery.
   *
   * @param model as it predicts, without auxiliary outputs
   * @param normalization how the model sees pictures
   */
  public Gallery(Backend backend, Model model, Normalization normalization, Limits limits) {
    this.backend = backend;
    this.model = model;
    this.normalization = normalization;
    this.limits = limits;
  }

  /**
   * Returns the layers whose results are worth a picture, by their indices: not those that pass on
   * what they get.
   */
  public static List<Integer> visible(Model model) {
    return indices(model, n -> !PASSES_ON.contains(n.layer().type()));
  }

  /**
   * Returns the layers whose results show the way of a picture: of a network with branches those
   * that everything passes through, and where there are still more than a report has room for, not
   * those that the next one finishes.
   */
  static List<Integer> way(Model model, Limits limits) {
    List<Integer> trunk = new ArrayList<>(visible(model));
    trunk.retainAll(Trunk.of(model));
    return trunk.size() <= limits.layers()
        ? trunk
        : trunk.stream().filter(Trunk.finished(model)).toList();
  }

  /**
   * Returns the layers for whose filters exciting pictures are sought: convolutions, where branches
   * join, and the last; in branches there are none.
   */
  static List<Integer> excitable(Model model) {
    int last = model.outputs().get(0).index();
    List<Integer> trunk =
        new ArrayList<>(
            indices(
                model,
                n ->
                    CONVOLUTIONS.contains(n.layer().type())
                        || n.layer() instanceof MergeLayer
                        || (n.index() == last && n.outputShape().rank() == 1)));
    trunk.retainAll(Trunk.of(model));
    return trunk;
  }

  private static List<Integer> indices(Model model, Predicate<LayerNode> chosen) {
    return model.nodes().stream().filter(chosen).map(LayerNode::index).toList();
  }

  /** Returns a picture as the network sees it. */
  public Exhibit input(float[] features) {
    LayerNode first = model.nodes().get(0);
    return Exhibit.of(
        Exhibit.Kind.INPUT, first.name(), "the picture as the network sees it", bitmap(features));
  }

  Bitmap bitmap(float[] features) {
    Shape s = model.inputShape();
    return Bitmap.of(normalization.pixels(features), s.dim(0), s.dim(1), s.dim(2));
  }

  /**
   * Returns what each of some pictures becomes after the layers.
   *
   * @param chosen the indices of the layers
   */
  public List<List<Exhibit>> featureMaps(List<float[]> pictures, List<Integer> chosen) {
    List<List<Exhibit>> all = new ArrayList<>();
    try (Activations a = Activations.of(backend, model, 1)) {
      for (float[] features : pictures) {
        List<HostTensor> results = a.of(HostTensor.of(model.inputShape(), features));
        List<Exhibit> one = new ArrayList<>();
        for (int i : limits.some(chosen)) {
          one.add(features(model.nodes().get(i), results.get(i)));
        }
        all.add(one);
      }
    }
    return all;
  }

  private Exhibit features(LayerNode node, HostTensor result) {
    Shape s = result.shape();
    int shown = FeatureMaps.shown(s, limits);
    String what =
        s.rank() != 3
            ? String.format(Locale.ROOT, "%d numbers", s.size())
            : String.format(
                Locale.ROOT,
                "%s%d maps of %d×%d",
                shown < s.dim(2) ? shown + " of " : "",
                s.dim(2),
                s.dim(0),
                s.dim(1));
    return Exhibit.of(
        Exhibit.Kind.FEATURES,
        node.name(),
        node.name() + ": " + what,
        FeatureMaps.of(result, limits));
  }

  /** Returns the filters of the first layer, where they can be shown. */
  public Optional<Exhibit> filters() {
    return FilterPictures.of(model);
  }

  /**
   * Returns pictures that excite filters of layers most, found by going up the gradient.
   *
   * @param chosen the indices of the layers
   * @param names what the elements of the last layer are called
   * @param seed the same seed gives the same pictures on the same device
   */
  public List<Exhibit> exciting(List<Integer> chosen, List<String> names, long seed) {
    ExcitingPictures search = new ExcitingPictures(model, normalization, seed, limits.steps());
    List<Exhibit> all = new ArrayList<>();
    for (int i : limits.some(chosen)) {
      LayerNode node = model.nodes().get(i);
      if (node.outputShape().rank() > 0) {
        all.add(exciting(search, node, names));
      }
    }
    return all;
  }

  /** Returns for how many filters of a layer there are exciting pictures. */
  private int excited(LayerNode node) {
    return Math.min(node.outputShape().dim(-1), limits.excited());
  }

  private Exhibit exciting(ExcitingPictures search, LayerNode node, List<String> names) {
    int count = node.outputShape().dim(-1);
    int[] filters = IntStream.range(0, excited(node)).toArray();
    ExcitingPictures.Found found = search.find(backend, node.index(), filters);
    int each = model.inputShape().intSize();
    List<Bitmap> tiles = new ArrayList<>();
    int silent = 0;
    for (int f : filters) {
      float[] one = new float[each];
      System.arraycopy(found.pictures(), f * each, one, 0, each);
      tiles.add(bitmap(one));
      silent += found.after()[f] > found.before()[f] ? 0 : 1;
    }
    boolean last = node.equals(model.outputs().get(0)) && count == names.size();
    String caption =
        last
            ? node.name() + ": " + String.join(", ", names.subList(0, filters.length))
            : String.format(
                Locale.ROOT,
                "%s: %s%d filters%s",
                node.name(),
                filters.length < count ? filters.length + " of " : "",
                count,
                silent > 0 ? ", of which " + silent + " stay silent" : "");
    return Exhibit.of(Exhibit.Kind.EXCITES, node.name(), caption, Bitmap.grid(tiles, COLUMNS));
  }

  /** Returns the indices of the layers for whose filters exciting pictures are usually sought. */
  public List<Integer> excitable() {
    return excitable(model);
  }

  /**
   * Compiles what all pictures need and frees it: for those who want a device's programs built
   * ahead.
   */
  public void prepare() {
    Activations.of(backend, model, 1).close();
    for (int i : limits.some(excitable())) {
      Excitation.of(backend, model, i, excited(model.nodes().get(i))).close();
    }
  }
}
