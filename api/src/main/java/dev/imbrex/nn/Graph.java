package dev.imbrex.nn;

import dev.imbrex.io.ModelFormatException;
import dev.imbrex.nn.config.Config;
import dev.imbrex.nn.config.Registry;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.ShapeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The layers of a model in an order in which they can be computed, and what it gives.
 *
 * @param nodes the layers, each behind those whose results it takes; the inputs first
 * @param outputs the places of the layers whose results are the model's
 * @param auxiliaries the side outputs
 */
record Graph(List<LayerNode> nodes, List<Integer> outputs, List<SideOutput> auxiliaries) {
  static final String TYPE = "Graph";
  static final String LAYERS = "layers";

  /**
   * The place of a side output.
   *
   * @param weight what its loss is multiplied by
   */
  record SideOutput(int node, double weight) {}

  Graph {
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
    auxiliaries = List.copyOf(auxiliaries);
  }

  /**
   * A graph that has been put together.
   *
   * @param origins for layers that are those of another model, what they are there
   */
  record Assembled(Graph graph, Map<Integer, Symbol.Origin> origins) {}

  /** Returns the layers that lead from these inputs to these outputs. */
  static Assembled of(List<Symbol> inputs, List<Symbol> outputs, List<Auxiliary> auxiliaries) {
    List<Symbol> order = order(inputs, outputs, auxiliaries);
    List<String> names = names(order);
    Map<Symbol, Integer> places = new IdentityHashMap<>();
    Map<Object, Integer> owners = new HashMap<>();
    Map<Integer, Symbol.Origin> origins = new HashMap<>();
    List<LayerNode> nodes = new ArrayList<>();
    for (Symbol s : order) {
      int i = nodes.size();
      s.origin().ifPresent(o -> origins.put(i, o));
      places.put(s, i);
      Object key = s.placement().weights();
      Integer owner = key == null ? null : owners.putIfAbsent(key, i);
      nodes.add(node(i, names.get(i), s, places, owner == null ? null : nodes.get(owner)));
    }
    List<SideOutput> side =
        auxiliaries.stream()
            .map(a -> new SideOutput(Objects.requireNonNull(places.get(a.output())), a.weight()))
            .toList();
    Graph graph = new Graph(nodes, outputs.stream().map(places::get).toList(), side);
    return new Assembled(graph, origins);
  }

  private static LayerNode node(
      int i, String name, Symbol s, Map<Symbol, Integer> places, @Nullable LayerNode owner) {
    List<Shape> shapes =
        s.inputs().isEmpty() ? List.of(s.shape()) : s.inputs().stream().map(Symbol::shape).toList();
    LayerNode n =
        new LayerNode(
            i,
            name,
            s.layer(),
            s.inputs().stream().map(places::get).toList(),
            shapes,
            s.shape(),
            owner == null ? i : owner.index(),
            (owner == null ? s : s).placement().trainable(),
            s.placement().rateFactor());
    if (owner != null && !shapes(n).equals(shapes(owner))) {
      throw new ShapeException(
          name
              + " shares its weights with "
              + owner.name()
              + ", whose parameters are "
              + shapes(owner)
              + ", but needs "
              + shapes(n)
              + ".");
    }
    return owner == null ? n : n.trainable(owner.trainable()).rateFactor(owner.rateFactor());
  }

  private static List<Shape> shapes(LayerNode n) {
    return n.layer().parameters(n.inputShape()).stream().map(ParameterSpec::shape).toList();
  }

  /** Returns all that the outputs need, each behind what it takes, the inputs first. */
  private static List<Symbol> order(
      List<Symbol> inputs, List<Symbol> outputs, List<Auxiliary> auxiliaries) {
    List<Symbol> ends = new ArrayList<>(outputs);
    auxiliaries.forEach(a -> ends.add(a.output()));
    Map<Symbol, Boolean> distinct = new IdentityHashMap<>();
    ends.forEach(s -> distinct.put(s, true));
    if (outputs.isEmpty() || distinct.size() < ends.size()) {
      throw new IllegalArgumentException(
          "A model needs outputs that differ from each other and from its auxiliary ones.");
    }
    List<Symbol> order = new ArrayList<>();
    Map<Symbol, Boolean> done = new IdentityHashMap<>();
    for (Symbol s : inputs) {
      if (!s.inputs().isEmpty() || done.put(s, true) != null) {
        throw new IllegalArgumentException(
            "The inputs of a model are different results of Input.symbol(), but one is " + s + ".");
      }
      order.add(s);
    }
    int given = order.size();
    Set<Symbol> used = Collections.newSetFromMap(new IdentityHashMap<>());
    ends.forEach(e -> visit(e, done, order, used));
    for (Symbol s : order.subList(given, order.size())) {
      if (s.inputs().isEmpty()) {
        throw new IllegalArgumentException(
            "The outputs need an input that is not among the model's: " + s + "; add it.");
      }
    }
    for (Symbol s : inputs) {
      if (!used.contains(s)) {
        throw new IllegalArgumentException(
            "No output of the model depends on the input " + s + "; leave it out.");
      }
    }
    return order;
  }

  /** Adds what a result needs, depth first; without recursion, for networks may be deep. */
  private static void visit(
      Symbol end, Map<Symbol, Boolean> done, List<Symbol> order, Set<Symbol> used) {
    Deque<Symbol> open = new ArrayDeque<>();
    open.push(end);
    used.add(end);
    while (!open.isEmpty()) {
      Symbol s = open.peek();
      Optional<Symbol> next =
          done.containsKey(s)
              ? Optional.empty()
              : s.inputs().stream().filter(in -> !done.containsKey(in)).findFirst();
      used.addAll(s.inputs());
      if (next.isPresent()) {
        open.push(next.orElseThrow());
      } else {
        open.pop();
        if (done.put(s, true) == null) {
          order.add(s);
        }
      }
    }
  }

  private static List<String> names(List<Symbol> order) {
    Set<Object> shared = new HashSet<>();
    Set<Integer> again = new HashSet<>();
    for (int i = 0; i < order.size(); i++) {
      Object key = order.get(i).placement().weights();
      if (key != null && !shared.add(key)) {
        again.add(i);
      }
    }
    return Names.of(order.stream().map(Symbol::layer).toList(), again);
  }

  /** Returns whether it is one layer after the other, with one result at the end. */
  boolean isChain() {
    boolean chain = auxiliaries.isEmpty() && outputs.equals(List.of(nodes.size() - 1));
    for (LayerNode n : nodes) {
      List<Integer> before = n.index() == 0 ? List.of() : List.of(n.index() - 1);
      chain &= n.inputs().equals(before) && !n.sharesParameters();
    }
    return chain;
  }

  /** Returns the places of the layers that these depend on, themselves included. */
  Set<Integer> needed(List<Integer> ends) {
    Set<Integer> all = new HashSet<>(ends);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (all.contains(i)) {
        all.addAll(nodes.get(i).inputs());
      }
    }
    return all;
  }

  /** Returns the layers that are inputs, in their order. */
  List<LayerNode> inputs() {
    return nodes.stream().filter(n -> n.inputs().isEmpty()).toList();
  }

  /** Returns the graph without side outputs and what only they need. */
  Graph withoutAuxiliaries() {
    Set<Integer> kept = needed(outputs);
    Map<Integer, Integer> places = new HashMap<>();
    List<LayerNode> left = new ArrayList<>();
    for (LayerNode n : nodes) {
      if (kept.contains(n.index())) {
        places.put(n.index(), left.size());
        Integer owner = places.putIfAbsent(-1 - n.parametersOf(), left.size());
        left.add(n.moved(left.size(), n.inputs().stream().map(places::get).toList(), owner));
      }
    }
    return new Graph(left, outputs.stream().map(places::get).toList(), List.of());
  }

  /** Returns the graph with other layers at the same places. */
  Graph with(List<LayerNode> changed) {
    List<LayerNode> all = new ArrayList<>();
    for (LayerNode n : changed) {
      LayerNode owner = n.sharesParameters() ? all.get(n.parametersOf()) : n;
      all.add(n.trainable(owner.trainable()).rateFactor(owner.rateFactor()));
    }
    return new Graph(all, outputs, auxiliaries);
  }

  /** Returns the graph as a map. */
  Map<String, Object> config() {
    boolean chain = isChain();
    List<Map<String, Object>> layers = new ArrayList<>();
    for (LayerNode n : nodes) {
      Map<String, Object> m = LayerEntry.config(n);
      if (!chain) {
        m.put(LayerEntry.INPUTS, n.inputs().stream().map(i -> nodes.get(i).name()).toList());
        if (n.sharesParameters()) {
          m.put(LayerEntry.SHARES, nodes.get(n.parametersOf()).name());
        }
      }
      layers.add(m);
    }
    if (chain) {
      return Config.map(Registry.TYPE, Sequential.TYPE, LAYERS, layers);
    }
    List<Map<String, Object>> side = new ArrayList<>();
    auxiliaries.forEach(
        a -> side.add(Config.map("layer", nodes.get(a.node()).name(), "weight", a.weight())));
    Map<String, Object> m =
        Config.map(
            Registry.TYPE,
            TYPE,
            LAYERS,
            layers,
            "outputs",
            outputs.stream().map(i -> nodes.get(i).name()).toList());
    if (!side.isEmpty()) {
      m.put("auxiliaries", side);
    }
    return m;
  }

  /** Reads the graph that {@link #config} describes. */
  static Assembled fromConfig(Config c) {
    List<LayerEntry> entries = LayerEntry.read(c.sections(LAYERS));
    Map<String, Symbol> symbols = new LinkedHashMap<>();
    Map<String, Object> keys = new HashMap<>();
    entries.forEach(e -> e.shares().ifPresent(owner -> keys.put(owner, new Object())));
    List<Symbol> inputs = new ArrayList<>();
    for (LayerEntry e : entries) {
      Object key = keys.get(e.shares().orElse(e.name()));
      Symbol s;
      if (e.layer() instanceof InputLayer && e.inputs().isEmpty()) {
        s = Symbol.input((InputLayer) e.layer());
        inputs.add(s);
      } else {
        List<Symbol> in = e.inputs().stream().map(n -> found(symbols, n, e.name())).toList();
        s = Symbol.of(e.layer(), in, new Symbol.Placement(key, e.trainable(), e.rateFactor()));
      }
      if (symbols.put(e.name(), s) != null) {
        throw new ModelFormatException("Two layers are called " + e.name() + ".");
      }
    }
    List<Symbol> outputs =
        c.strings("outputs").stream().map(n -> found(symbols, n, "outputs")).toList();
    List<Auxiliary> side = new ArrayList<>();
    if (c.has("auxiliaries")) {
      for (Map<String, Object> m : c.sections("auxiliaries")) {
        Config a = Config.of("auxiliary output", m);
        Symbol s = found(symbols, a.string("layer"), "auxiliaries");
        side.add(new Auxiliary(s, a.number("weight")));
        a.done();
      }
    }
    return of(inputs, outputs, side);
  }

  private static Symbol found(Map<String, Symbol> symbols, String name, String who) {
    Symbol s = symbols.get(name);
    if (s == null) {
      throw new ModelFormatException(
          who + " takes the result of " + name + ", but there is no such layer before it.");
    }
    return s;
  }
}
