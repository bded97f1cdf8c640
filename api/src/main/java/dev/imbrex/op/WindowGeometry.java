package dev.imbrex.op;

/**
 * Where a {@link Window} lies on a picture of a given size: output extents and resolved padding.
 */
public record WindowGeometry(
    int inH, int inW, int outH, int outW, int padTop, int padBottom, int padLeft, int padRight) {}
