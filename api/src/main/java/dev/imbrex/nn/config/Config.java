package dev.imbrex.nn.config;

import dev.imbrex.io.ModelFormatException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A map of options that is being read: typed, with the options it lacks taken from defaults, and
 * refusing what nobody asked for.
 */
public final class Config {
  private final String what;
  private final Map<String, ?> options;
  private final Set<String> read = new HashSet<>();

  private Config(String what, Map<String, ?> options) {
    this.what = what;
    this.options = options;
  }

  /**
   * Returns a reader of options.
   *
   * @param what what they configure, such as {@code layer conv2d_1}, for error messages
   */
  public static Config of(String what, Map<String, ?> options) {
    return new Config(what, options);
  }

  /** Returns a map with these keys and values, in this order: key, value, key, value, … */
  public static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> m = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      m.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return m;
  }

  /** Returns what is configured, for error messages. */
  public String what() {
    return what;
  }

  /** Returns whether the option is given. */
  public boolean has(String key) {
    read.add(key);
    return options.containsKey(key);
  }

  /** Returns whether the option is given as a text. */
  public boolean isText(String key) {
    return has(key) && options.get(key) instanceof String;
  }

  /** Returns a text option. */
  public String string(String key) {
    return typed(key, String.class, "a text");
  }

  /** Returns a text option, or the default where it is not given. */
  public String string(String key, String orElse) {
    return has(key) ? string(key) : orElse;
  }

  /** Returns an option that is true or false, or the default where it is not given. */
  public boolean flag(String key, boolean orElse) {
    return has(key) ? typed(key, Boolean.class, "true or false") : orElse;
  }

  /** Returns a number. */
  public double number(String key) {
    return typed(key, Number.class, "a number").doubleValue();
  }

  /** Returns a number, or the default where it is not given. */
  public double number(String key, double orElse) {
    return has(key) ? number(key) : orElse;
  }

  /** Returns a whole number. */
  public int integer(String key) {
    return toInt(key, typed(key, Number.class, "a whole number"));
  }

  /** Returns a whole number, or the default where it is not given. */
  public int integer(String key, int orElse) {
    return has(key) ? integer(key) : orElse;
  }

  /** Returns a whole number of any size, such as one of steps. */
  public long count(String key) {
    Number n = typed(key, Number.class, "a whole number");
    if (n.doubleValue() != n.longValue()) {
      throw wrong(key, "a whole number");
    }
    return n.longValue();
  }

  /** Returns a list of whole numbers. */
  public List<Integer> integers(String key) {
    List<Integer> out = new ArrayList<>();
    for (Object o : typed(key, List.class, "a list of whole numbers")) {
      if (!(o instanceof Number)) {
        throw wrong(key, "a list of whole numbers");
      }
      out.add(toInt(key, (Number) o));
    }
    return out;
  }

  /** Returns a list of texts. */
  public List<String> strings(String key) {
    List<String> out = new ArrayList<>();
    for (Object o : typed(key, List.class, "a list of texts")) {
      if (!(o instanceof String)) {
        throw wrong(key, "a list of texts");
      }
      out.add((String) o);
    }
    return out;
  }

  /** Returns a list of numbers. */
  public List<Double> numbers(String key) {
    List<Double> out = new ArrayList<>();
    for (Object o : typed(key, List.class, "a list of numbers")) {
      if (!(o instanceof Number)) {
        throw wrong(key, "a list of numbers");
      }
      out.add(((Number) o).doubleValue());
    }
    return out;
  }

  /** Returns two whole numbers: height and width. */
  public int[] pair(String key) {
    List<Integer> l = integers(key);
    if (l.size() != 2) {
      throw wrong(key, "two whole numbers");
    }
    return new int[] {l.get(0), l.get(1)};
  }

  /** Returns two whole numbers, or twice the default where they are not given. */
  public int[] pair(String key, int orElse) {
    return has(key) ? pair(key) : new int[] {orElse, orElse};
  }

  /** Returns one of an enum's constants by its name in lower case, or the default. */
  public <E extends Enum<E>> E constant(String key, Class<E> type, E orElse) {
    if (!has(key)) {
      return orElse;
    }
    String name = string(key);
    List<String> known = new ArrayList<>();
    for (E e : type.getEnumConstants()) {
      if (lowerCase(e).equals(name)) {
        return e;
      }
      known.add(lowerCase(e));
    }
    throw wrong(key, "one of " + known);
  }

  /** Returns an enum constant's name as it is written in maps. */
  public static String lowerCase(Enum<?> e) {
    return e.name().toLowerCase(Locale.ROOT);
  }

  /** Returns a map of options of its own, empty where it is not given. */
  @SuppressWarnings("unchecked")
  public Optional<Map<String, Object>> section(String key) {
    return has(key) ? Optional.of(typed(key, Map.class, "a map of options")) : Optional.empty();
  }

  /** Returns a list of maps of options. */
  @SuppressWarnings("unchecked")
  public List<Map<String, Object>> sections(String key) {
    List<Map<String, Object>> out = new ArrayList<>();
    for (Object o : typed(key, List.class, "a list of maps of options")) {
      if (!(o instanceof Map)) {
        throw wrong(key, "a list of maps of options");
      }
      out.add((Map<String, Object>) o);
    }
    return out;
  }

  /**
   * Refuses options that have not been asked for.
   *
   * @throws ModelFormatException that lists them and those that are known
   */
  public void done() {
    Set<String> unknown = new TreeSet<>(options.keySet());
    unknown.removeAll(read);
    if (!unknown.isEmpty()) {
      throw new ModelFormatException(
          "The " + what + " has unknown options " + unknown + "; known are " + sorted(read) + ".");
    }
  }

  private static Set<String> sorted(Set<String> s) {
    return new TreeSet<>(s);
  }

  private <T> T typed(String key, Class<T> type, String expected) {
    read.add(key);
    Object v = options.get(key);
    if (!type.isInstance(v)) {
      throw wrong(key, expected);
    }
    return type.cast(v);
  }

  private int toInt(String key, Number n) {
    if (n.doubleValue() != n.intValue()) {
      throw wrong(key, "a whole number");
    }
    return n.intValue();
  }

  private ModelFormatException wrong(String key, String expected) {
    return new ModelFormatException(
        "The "
            + what
            + " needs "
            + key
            + " as "
            + expected
            + ", but it is "
            + options.get(key)
            + ".");
  }
}
