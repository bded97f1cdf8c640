package dev.imbrex.conformance.cases;

import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** The ways in which inputs are made. */
public final class Fills {
  private static final double[] SPECIALS = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0, -0.0
  };
  private static final int[] WORDS = {
    0, 1, -1, 2, 31, 32, 33, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x00FFFFFF, 0x01000001
  };

  /** The largest integer of inputs on which sums of the class "fast" can be told apart (NUM-4). */
  public static final int SMALL = 3;

  private Fills() {}

  /** Returns a fill whose elements are drawn one by one. */
  public static Fill each(ToDoubleFunction<SplittableRandom> element) {
    return (type, random) -> {
      HostTensor t = HostTensor.zeros(type);
      for (int i = 0; i < type.shape().intSize(); i++) {
        t.set(i, element.applyAsDouble(random));
      }
      return t;
    };
  }

  /** Integers from -max to max. */
  public static Fill integers(int max) {
    return each(r -> r.nextInt(2 * max + 1) - max);
  }

  /** Integers from 1 to max. */
  public static Fill positiveIntegers(int max) {
    return each(r -> 1 + r.nextInt(max));
  }

  /**
   * Factors of products of which k are added: integers so small that every partial sum stays far
   * below 2^24, and so large that reduced precision shows.
   */
  public static Fill factors(long k) {
    return integers((int) Math.max(1, Math.min(100, Math.sqrt(0x1p22 / k))));
  }

  /** Terms of which k are added, as {@link #factors}. */
  public static Fill terms(long k) {
    return integers((int) Math.max(1, Math.min(5000, 0x1p22 / k)));
  }

  /** Real numbers between -1 and 1, some much smaller. */
  public static Fill reals() {
    return each(
        r -> {
          double v = r.nextDouble(-1, 1);
          return r.nextInt(8) == 0 ? v * 0x1p-10 : v;
        });
  }

  /** Real numbers between the two. */
  public static Fill between(double low, double high) {
    return each(r -> r.nextDouble(low, high));
  }

  /** Positive numbers 2^e with e between the two. */
  public static Fill powers(double low, double high) {
    return each(r -> StrictMath.pow(2, r.nextDouble(low, high)));
  }

  /** Numbers of both signs and of magnitude 2^e with e between the two. */
  public static Fill signedPowers(double low, double high) {
    return each(r -> (r.nextBoolean() ? 1 : -1) * StrictMath.pow(2, r.nextDouble(low, high)));
  }

  /** One or the other fill, element by element. */
  public static Fill mixed(Fill one, Fill other) {
    return (type, random) -> {
      HostTensor a = one.make(type, random);
      HostTensor b = other.make(type, random);
      for (int i = 0; i < type.shape().intSize(); i++) {
        if (random.nextBoolean()) {
          a.set(i, b.get(i));
        }
      }
      return a;
    };
  }

  /**
   * A fill of which every sixth element or so becomes NaN, an infinity or a zero; mostly there is a
   * NaN, however few the elements.
   */
  public static Fill special(Fill base) {
    Fill sprinkled = sprinkled(base, SPECIALS);
    return (type, random) -> {
      HostTensor t = sprinkled.make(type, random);
      if (random.nextInt(3) > 0) {
        t.set(random.nextInt(type.shape().intSize()), Double.NaN);
      }
      return t;
    };
  }

  /** A fill of which every sixth element or so becomes one of these values. */
  public static Fill sprinkled(Fill base, double... values) {
    return (type, random) -> {
      HostTensor t = base.make(type, random);
      for (int i = 0; i < type.shape().intSize(); i++) {
        if (random.nextInt(6) == 0) {
          t.set(i, values[random.nextInt(values.length)]);
        }
      }
      return t;
    };
  }

  /** Any 32-bit words, extreme ones among them; for I32 and U32. */
  public static Fill words() {
    return (type, random) -> {
      int[] words = new int[type.shape().intSize()];
      for (int i = 0; i < words.length; i++) {
        words[i] = random.nextBoolean() ? random.nextInt() : WORDS[random.nextInt(WORDS.length)];
      }
      return HostTensor.ofInts(type.dtype(), type.shape(), words);
    };
  }

  /** What suits any element type without rounding: small integers, words or truth values. */
  public static Fill anything() {
    return (type, random) -> anythingFor(type).make(type, random);
  }

  private static Fill anythingFor(TensorType type) {
    if (type.dtype() == DType.BOOL) {
      return truths();
    }
    return type.dtype().isFloat() ? sprinkled(integers(1000), -0.0, 0.5, -1.25) : words();
  }

  /** Truth values. */
  public static Fill truths() {
    return each(r -> r.nextInt(2));
  }

  /** Integers from 0 to classes - 1. */
  public static Fill labels(int classes) {
    return each(r -> r.nextInt(classes));
  }

  /** The number itself, everywhere. */
  public static Fill constant(double value) {
    return each(r -> value);
  }

  /** Rows that add up to 1: one-hot or spread out. */
  public static Fill distributions() {
    return (type, random) -> {
      HostTensor t = HostTensor.zeros(type);
      int columns = type.shape().dim(-1);
      for (int from = 0; from < type.shape().intSize(); from += columns) {
        t.set(from + random.nextInt(columns), random.nextBoolean() ? 1 : 0.75);
        if (t.get(from) == 0) {
          t.set(from, 0.25);
        }
      }
      return t;
    };
  }
}
