package dev.imbrex.nn.constrain;

import dev.imbrex.nn.config.Config;
import dev.imbrex.nn.config.Registry;
import java.util.Map;
import java.util.Optional;

/** Makes constraints from maps. */
public final class Constraints {
  private Constraints() {}

  /**
   * Makes the constraint that {@link Constraint#config} describes.
   *
   * @throws dev.imbrex.io.ModelFormatException if it is unknown or an option is wrong
   */
  public static Constraint fromConfig(Map<String, ?> config) {
    return Registry.<Constraint>of("constraint")
        .with(NonNeg.TYPE, c -> Constraint.NON_NEG)
        .with(MaxNorm.TYPE, MaxNorm::fromConfig)
        .with(UnitNorm.TYPE, UnitNorm::fromConfig)
        .create(config);
  }

  /** Reads the constraint under a key, if there is one. */
  public static Optional<Constraint> read(Config c, String key) {
    return c.section(key).map(Constraints::fromConfig);
  }
}
