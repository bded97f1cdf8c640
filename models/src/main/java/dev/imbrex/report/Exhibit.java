package dev.imbrex.report;

/**
 * A picture of a part of a network.
 *
 * @param kind what it shows
 * @param layer the name of the layer that it is about
 * @param caption what it is, in half a line
 * @param scale how many times it should be enlarged to be looked at
 */
public record Exhibit(Kind kind, String layer, String caption, Bitmap picture, int scale) {
  /** What pictures show. */
  public enum Kind {
    /** A picture as the network sees it. */
    INPUT,
    /** What a layer makes of a picture. */
    FEATURES,
    /** The numbers that a layer multiplies with. */
    FILTERS,
    /** What excites filters of a layer most. */
    EXCITES
  }

  /** How wide enlarged pictures are about, in pixels: half a page; single ones, half of that. */
  private static final int WIDTH = 480;

  private static final int MOST = 12;

  static Exhibit of(Kind kind, String layer, String caption, Bitmap picture) {
    int wanted = kind == Kind.INPUT ? WIDTH / 2 : WIDTH;
    int times = Math.round((float) wanted / picture.width());
    return new Exhibit(kind, layer, caption, picture, Math.max(1, Math.min(MOST, times)));
  }
}
