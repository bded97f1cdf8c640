package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.zoo.Zoo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Backpropagation and numerical differentiation agree, and it shows where they do not. */
class GradientCheckTest {
  @Test
  void theyAgreeForEveryParameter() {
    List<Map<String, Object>> events =
        Cli.run("gradcheck", "lenet5", "--samples", 2, "--batch", 1, "--json").expect(0).events();
    List<Map<String, Object>> rows =
        events.stream().filter(e -> e.get("event").equals("parameter")).toList();
    assertEquals(10, rows.size());
    for (Map<String, Object> r : rows) {
      assertEquals(true, r.get("agrees"), r::toString);
      assertEquals(2L, r.get("compared"));
    }
    assertEquals(true, events.get(events.size() - 1).get("agrees"));
  }

  @Test
  void aWrongGradientIsFound() {
    GradientCheck check = new GradientCheck(Zoo.find("mlp-84").create(), 2, 3);
    double[] gradient = check.gradient();
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] *= 1.001;
    }
    List<GradientCheck.Row> rows = new ArrayList<>();
    check.compare(gradient, 20, 1, rows::add);
    assertEquals(4, rows.size());
    for (GradientCheck.Row r : rows) {
      assertFalse(r.agrees(), r::toString);
      assertTrue(r.worst() > 2e-5 && r.worst() < 1.1e-3, r::toString);
    }
  }

  @Test
  void asManyElementsAreComparedAsThereAre() {
    GradientCheck check = new GradientCheck(Zoo.find("mlp-84").create(), 1, 3);
    List<GradientCheck.Row> rows = new ArrayList<>();
    check.compare(check.gradient(), 20, 1, rows::add);
    assertEquals(List.of(20, 20, 20, 10), rows.stream().map(GradientCheck.Row::samples).toList());
    assertTrue(rows.stream().allMatch(GradientCheck.Row::agrees), rows::toString);
  }
}
