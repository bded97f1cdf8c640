package dev.imbrex.train.tensorboard;

import java.util.Map;

/**
 * The events of an event file, as protocol buffers.
 *
 * <pre>
 * message Event {                message Summary {
 *   double wall_time = 1;          message Value {
 *   int64 step = 2;                  string tag = 1;
 *   string file_version = 3;         float simple_value = 2;
 *   Summary summary = 5;           }
 * }                                repeated Value value = 1;
 *                                }
 * </pre>
 */
final class Event {
  private static final String FILE_VERSION = "brain.Event:2";

  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SUMMARY_VALUE = 1;
  private static final int VALUE_TAG = 1;
  private static final int VALUE_NUMBER = 2;

  private Event() {}

  /** Returns the event with which a file begins. */
  static byte[] version(double seconds) {
    return new Message().number(WALL_TIME, seconds).text(VERSION, FILE_VERSION).toBytes();
  }

  /** Returns the event of some numbers at a step. */
  static byte[] scalars(double seconds, long step, Map<String, Double> numbers) {
    Message summary = new Message();
    numbers.forEach(
        (tag, v) ->
            summary.message(
                SUMMARY_VALUE,
                new Message().text(VALUE_TAG, tag).number(VALUE_NUMBER, v.floatValue())));
    return new Message()
        .number(WALL_TIME, seconds)
        .integer(STEP, step)
        .message(SUMMARY, summary)
        .toBytes();
  }
}
