package dev.imbrex.nn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imbrex.io.ModelFormatException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static void assertRates(Schedule s, double... atStepsAndRates) {
    for (int i = 0; i < atStepsAndRates.length; i += 2) {
      long step = (long) atStepsAndRates[i];
      assertEquals(atStepsAndRates[i + 1], s.rate(step), 1e-15, "step " + step);
    }
  }

  @Test
  void constantStays() {
    assertRates(Schedule.constant(0.1), 0, 0.1, 1_000_000, 0.1);
  }

  @Test
  void stepFallsAtOnce() {
    assertRates(Schedule.step(0.8, 10, 0.5), 0, 0.8, 9, 0.8, 10, 0.4, 19, 0.4, 20, 0.2);
  }

  @Test
  void exponentialFallsSmoothly() {
    Schedule s = Schedule.exponential(1, 10, 0.25);
    assertRates(s, 0, 1, 5, 0.5, 10, 0.25, 20, 0.0625);
  }

  @Test
  void cosineEndsAtAlpha() {
    assertRates(Schedule.cosine(2, 100), 0, 2, 50, 1, 100, 0, 1000, 0);
    assertRates(Schedule.cosine(2, 100, 0.1), 0, 2, 50, 1.1, 100, 0.2, 1000, 0.2);
    assertRates(Schedule.cosine(1, 3), 1, 0.75, 2, 0.25);
  }

  @Test
  void warmUpLeadsToTheStartOfTheOther() {
    Schedule s = Schedule.warmup(4, Schedule.step(0.8, 2, 0.5));
    assertRates(s, 0, 0, 1, 0.2, 3, 0.6, 4, 0.8, 5, 0.8, 6, 0.4);
    assertRates(Schedule.warmup(0.4, 4, Schedule.constant(0.8)), 0, 0.4, 2, 0.6, 4, 0.8);
  }

  @Test
  void mapsMakeTheSameScheduleAgain() {
    for (Schedule s :
        List.of(
            Schedule.constant(0.1),
            Schedule.step(0.1, 7, 0.3),
            Schedule.exponential(0.1, 7, 0.3),
            Schedule.warmup(0.01, 5, Schedule.cosine(0.1, 70, 0.2)))) {
      assertEquals(s, Schedules.fromConfig(s.config()));
    }
  }

  @Test
  void senselessNumbersAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Schedule.constant(0));
    assertThrows(IllegalArgumentException.class, () -> Schedule.constant(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Schedule.cosine(0.1, 0));
    assertThrows(
        ModelFormatException.class,
        () -> Schedules.fromConfig(Map.of("type", "Constant", "learning_rate", -1)));
    assertThrows(
        ModelFormatException.class, () -> Schedules.fromConfig(Map.of("type", "Polynomial")));
  }
}
