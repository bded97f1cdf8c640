package dev.imbrex.data;

/** How a picture of another size is brought to the size that a network takes. */
public enum Resize {
  /** Cuts off what is too wide or too high, evenly on both sides, and scales the rest. */
  CROP,
  /** Scales the whole picture and fills what is left over with the mean of its border. */
  PAD,
  /** Scales height and width each by itself, which changes proportions. */
  STRETCH
}
