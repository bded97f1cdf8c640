package dev.imbrex.nn.config;

import dev.imbrex.io.ModelFormatException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Factories by type name; immutable.
 *
 * @param <T> what they make
 */
public final class Registry<T> {
  /** The key of the type name in a map of options. */
  public static final String TYPE = "type";

  private final String what;
  private final Map<String, Function<Config, ? extends T>> factories;

  private Registry(String what, Map<String, Function<Config, ? extends T>> factories) {
    this.what = what;
    this.factories = factories;
  }

  /** Returns a registry of nothing yet; {@code what} names its things in error messages. */
  public static <T> Registry<T> of(String what) {
    return new Registry<>(what, Map.of());
  }

  /** Returns a registry that also knows this type. */
  public Registry<T> with(String type, Function<Config, ? extends T> factory) {
    Map<String, Function<Config, ? extends T>> m = new LinkedHashMap<>(factories);
    m.put(type, factory);
    return new Registry<>(what, m);
  }

  /**
   * Makes the object that a map describes: its type under {@value #TYPE}, beside it the options.
   *
   * @throws ModelFormatException if the type is unknown or an option is missing, wrong or unknown
   */
  public T create(Map<String, ?> options) {
    String type = Config.of(what, options).string(TYPE);
    Function<Config, ? extends T> factory = factories.get(type);
    if (factory == null) {
      throw new ModelFormatException(
          "There is no "
              + what
              + " of type \""
              + type
              + "\"; known are "
              + new TreeSet<>(factories.keySet())
              + ".");
    }
    Map<String, Object> rest = new LinkedHashMap<>(options);
    rest.remove(TYPE);
    Config config = Config.of(what + " " + type, rest);
    T made;
    try {
      made = factory.apply(config);
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(
          "The " + what + " " + type + " is not valid: " + e.getMessage(), e);
    }
    config.done();
    return made;
  }
}
