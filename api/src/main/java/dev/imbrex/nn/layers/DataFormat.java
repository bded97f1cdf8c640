package dev.imbrex.nn.layers;

/** In which order a layer takes and gives the axes of pictures. */
public enum DataFormat {
  /** {@code [N, H, W, C]}, as everything inside the library. */
  CHANNELS_LAST,
  /** {@code [N, C, H, W]}: transposed on the way in and out. */
  CHANNELS_FIRST
}
