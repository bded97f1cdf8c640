package dev.imbrex.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.zoo.Zoo;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LimitsTest {

  @Test
  void ofLargerNetworksLessIsShown() {
    Limits small = Limits.brief(Zoo.find("lenet5").create());
    Limits large = Limits.brief(Zoo.find("vgg-small").create());
    assertEquals(10_000, small.judged());
    assertEquals(12, small.excited());
    assertTrue(large.judged() < small.judged() && large.judged() >= 64, large::toString);
    assertTrue(large.excited() < small.excited() && large.excited() >= 2, large::toString);
  }

  @Test
  void someLayersAreSpreadOverAllWithTheLast() {
    Limits l = Limits.brief(Zoo.find("lenet5").create());
    assertEquals(List.of(3, 5), l.some(List.of(3, 5)));
    List<Integer> some = l.some(IntStream.range(0, 100).boxed().toList());
    assertEquals(l.layers(), some.size());
    assertEquals(99, some.get(some.size() - 1));
    assertTrue(some.get(0) < 10, some::toString);
  }
}
