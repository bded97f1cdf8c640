package dev.imbrex.train;

/**
 * How far training has come.
 *
 * @param epoch the epoch that is under way, from 0
 * @param step how many steps of it are done
 * @param steps how many steps are done in all
 */
record Position(int epoch, int step, long steps) {
  static final Position START = new Position(0, 0, 0);

  Position afterStep() {
    return new Position(epoch, step + 1, steps + 1);
  }

  /** Returns this position, at the end of its epoch if that has no more steps than this. */
  Position within(int stepsPerEpoch) {
    return new Position(epoch, Math.min(step, stepsPerEpoch), steps);
  }

  Position nextEpoch() {
    return new Position(epoch + 1, 0, steps);
  }
}
