package dev.imbrex.data;

/** Which part of a data set. */
public enum Part {
  /** What a network learns from. */
  TRAIN,
  /** What it is judged by and never sees while learning. */
  TEST
}
