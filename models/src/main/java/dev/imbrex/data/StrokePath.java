package dev.imbrex.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringTokenizer;
import java.util.function.DoubleSupplier;

/**
 * A drawing of strokes as text, in the path language of SVG as far as it is needed here: {@code M x
 * y} lifts the pen and puts it down, {@code L x y} draws a line, {@code Q x y x y} and {@code C x y
 * x y x y} draw Bezier curves of second and third degree, all in absolute coordinates.
 */
final class StrokePath {
  private static final int STEPS_PER_CURVE = 10;

  private final List<Piece> pieces;

  /** A pen movement: the points after the current one, one for a line, three for a cubic curve. */
  private record Piece(boolean penDown, double[] points) {}

  private StrokePath(List<Piece> pieces) {
    this.pieces = pieces;
  }

  /** Reads a path such as {@code M 30 20 L 50 10 L 50 90}. */
  static StrokePath parse(String text) {
    List<Piece> pieces = new ArrayList<>();
    StringTokenizer tokens = new StringTokenizer(text);
    while (tokens.hasMoreTokens()) {
      String command = tokens.nextToken();
      int numbers =
          switch (command) {
            case "M", "L" -> 2;
            case "Q" -> 4;
            case "C" -> 6;
            default -> throw new IllegalArgumentException("There is no path command " + command);
          };
      double[] points = new double[numbers];
      for (int i = 0; i < numbers; i++) {
        points[i] = Double.parseDouble(tokens.nextToken());
      }
      pieces.add(new Piece(!command.equals("M"), points));
    }
    return new StrokePath(pieces);
  }

  /**
   * Returns the path as straight segments {@code x0, y0, x1, y1}, one after the other, after every
   * coordinate has been moved by what the unsteady hand gives.
   */
  double[] segments(DoubleSupplier hand) {
    double[] out = new double[4 * STEPS_PER_CURVE * pieces.size()];
    int n = 0;
    double x = 0;
    double y = 0;
    for (Piece piece : pieces) {
      double[] p = piece.points.clone();
      for (int i = 0; i < p.length; i++) {
        p[i] += hand.getAsDouble();
      }
      double endX = p[p.length - 2];
      double endY = p[p.length - 1];
      if (piece.penDown) {
        int steps = p.length == 2 ? 1 : STEPS_PER_CURVE;
        double fromX = x;
        double fromY = y;
        for (int s = 1; s <= steps; s++) {
          double t = s / (double) steps;
          double toX = bezier(x, p, 0, t);
          double toY = bezier(y, p, 1, t);
          out[n++] = fromX;
          out[n++] = fromY;
          out[n++] = toX;
          out[n++] = toY;
          fromX = toX;
          fromY = toY;
        }
      }
      x = endX;
      y = endY;
    }
    return Arrays.copyOf(out, n);
  }

  private static double bezier(double start, double[] p, int axis, double t) {
    double u = 1 - t;
    return switch (p.length) {
      case 2 -> u * start + t * p[axis];
      case 4 -> u * u * start + 2 * u * t * p[axis] + t * t * p[axis + 2];
      default ->
          u * u * u * start
              + 3 * u * u * t * p[axis]
              + 3 * u * t * t * p[axis + 2]
              + t * t * t * p[axis + 4];
    };
  }
}
