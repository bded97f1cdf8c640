package dev.imbrex.data;

/** In how many channels pictures are read. */
public enum Colour {
  /** One channel where all pictures are grey, else three. */
  AUTO,
  /** One channel. */
  GREY,
  /** Three channels: red, green and blue. */
  RGB
}
