package dev.imbrex.nn;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What layers have in common: a name, and equality by their options.
 *
 * <p>Options are fields that are set on a fresh copy only, by {@link #with}, so that every layer
 * that has been handed out stays as it is.
 *
 * @param <L> the layer's own class
 */
public abstract class AbstractLayer<L extends AbstractLayer<L>> implements Layer, Cloneable {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

  @Nullable String name;

  /** Creates a layer without a name. */
  protected AbstractLayer() {}

  @Override
  public String type() {
    return getClass().getSimpleName();
  }

  @Override
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the name has other characters than letters, digits, and any
   *     of {@code _.-}
   */
  @Override
  public L named(String given) {
    if (!NAME.matcher(given).matches()) {
      throw new IllegalArgumentException(
          "A layer's name has letters, digits and any of _ . - only, but is \"" + given + "\".");
    }
    return with(l -> l.name = given);
  }

  /** Returns a copy of this layer on which an option has been set. */
  @SuppressWarnings("unchecked")
  protected final L with(Consumer<? super L> option) {
    L l;
    try {
      l = (L) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
    option.accept(l);
    return l;
  }

  /** Returns whether the other is a layer of the same class with the same name and options. */
  @Override
  public boolean equals(@Nullable Object o) {
    return o != null
        && o.getClass() == getClass()
        && Objects.equals(name, ((AbstractLayer<?>) o).name)
        && config().equals(((AbstractLayer<?>) o).config());
  }

  @Override
  public int hashCode() {
    return Objects.hash(getClass(), name, config());
  }

  @Override
  public String toString() {
    return type() + (name == null ? "" : " " + name) + " " + config();
  }
}
