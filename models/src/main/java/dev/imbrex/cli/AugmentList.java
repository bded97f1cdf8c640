package dev.imbrex.cli;

import dev.imbrex.train.Augmentation;
import dev.imbrex.train.PixelRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How pictures are varied in training, in order, as {@code --augment} says it: {@code
 * flip,crop:4,rotate:10}.
 */
record AugmentList(List<Step> steps) {
  static final AugmentList NONE = new AugmentList(List.of());

  /** What a variation can be, and what its amount means. */
  enum Kind {
    FLIP("", 0),
    SHIFT("PIXELS", 999),
    CROP("PIXELS", 999),
    ROTATE("DEGREES", 180),
    NOISE("DEVIATION", 1),
    BRIGHTNESS("SHARE", 1),
    CUTOUT("PIXELS", 999);

    private final String unit;
    private final double most;

    Kind(String unit, double most) {
      this.unit = unit;
      this.most = most;
    }

    private String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    private String usage() {
      return unit.isEmpty() ? key() : key() + ":" + unit;
    }
  }

  /**
   * One variation.
   *
   * @param amount how much of it, as it was written; empty where there is nothing to say
   */
  record Step(Kind kind, String amount) {
    @Override
    public String toString() {
      return amount.isEmpty() ? kind.key() : kind.key() + ":" + amount;
    }

    private int pixels() {
      return Integer.parseInt(amount);
    }

    private double number() {
      return Double.parseDouble(amount);
    }
  }

  AugmentList {
    steps = List.copyOf(steps);
  }

  /**
   * Reads a list.
   *
   * @throws IllegalArgumentException if something in it is no variation; lists those that there are
   */
  static AugmentList parse(String text) {
    List<Step> steps = new ArrayList<>();
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      steps.add(step(part.strip()));
    }
    return new AugmentList(steps);
  }

  private static Step step(String part) {
    int colon = part.indexOf(':');
    String name = colon < 0 ? part : part.substring(0, colon);
    String amount = colon < 0 ? "" : part.substring(colon + 1);
    for (Kind k : Kind.values()) {
      if (k.key().equals(name)) {
        if (!fits(k, amount)) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "The augmentation \"%s\" should be %s%s.",
                  part,
                  k.usage(),
                  k.unit.isEmpty()
                      ? " without a number"
                      : String.format(
                          Locale.ROOT,
                          " with a %s from %s to %.0f",
                          k.unit.equals("PIXELS") ? "whole number" : "number",
                          k == Kind.CUTOUT ? "1" : "0",
                          k.most)));
        }
        return new Step(k, amount);
      }
    }
    throw new IllegalArgumentException(
        "There is no augmentation \""
            + part
            + "\"; choose from "
            + List.of(Kind.values()).stream().map(Kind::usage).collect(Collectors.joining(", "))
            + ", with commas between.");
  }

  private static boolean fits(Kind kind, String amount) {
    if (kind.unit.isEmpty()) {
      return amount.isEmpty();
    }
    boolean whole = kind.unit.equals("PIXELS");
    if (!amount.matches(whole ? "\\d{1,3}" : "\\d{1,3}(\\.\\d{1,6})?")) {
      return false;
    }
    double n = Double.parseDouble(amount);
    return n <= kind.most && (kind != Kind.CUTOUT || n >= 1);
  }

  /**
   * Returns what does it.
   *
   * @param fill what an empty pixel is after normalisation
   */
  Augmentation create(float fill, PixelRange range) {
    Augmentation all = Augmentation.NONE;
    for (Step s : steps) {
      all = all.then(create(s, fill, range));
    }
    return all;
  }

  private static Augmentation create(Step s, float fill, PixelRange range) {
    switch (s.kind) {
      case FLIP:
        return Augmentation.flip();
      case SHIFT:
        return Augmentation.shift(s.pixels(), fill);
      case CROP:
        return Augmentation.crop(s.pixels());
      case ROTATE:
        return Augmentation.rotate(s.number(), fill);
      case NOISE:
        return Augmentation.noise(s.number(), range);
      case BRIGHTNESS:
        return Augmentation.brightness(s.number(), range);
      default:
        return Augmentation.cutout(s.pixels(), fill);
    }
  }

  /** Returns the list as it is written, such as {@code flip,crop:4}. */
  @Override
  public String toString() {
    return steps.stream().map(Step::toString).collect(Collectors.joining(","));
  }
}
