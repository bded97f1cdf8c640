package dev.imbrex.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Param;

class PassTest {
  static List<Pass> passes() {
    return Pass.all(2, 4, 3);
  }

  @ParameterizedTest
  @MethodSource("passes")
  void runsAndCountsItsBytes(Pass pass) {
    Rate rate = new Rate();
    try (Bound b = Bound.of("cpu", pass.op(), pass.inputs().toArray(new TensorType[0]))) {
      b.run(rate);
    }
    long bytes = 0;
    for (TensorType t : pass.inputs()) {
      bytes += t.bytes();
    }
    for (TensorType t : pass.op().infer(pass.inputs())) {
      bytes += t.bytes();
    }
    assertEquals(bytes * 1e-9, rate.gbyte, 1e-15);
  }

  @Test
  void benchmarkRunsAllOfThem() throws NoSuchFieldException {
    String[] named = PassBenchmark.class.getField("pass").getAnnotation(Param.class).value();
    assertEquals(passes().stream().map(Pass::name).toList(), Arrays.asList(named));
  }

  @Test
  void unknownNameListsThoseThatThereAre() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> Pass.find("relax", 1, 2, 3));
    assertTrue(e.getMessage().startsWith("There is no pass relax; choose one of [max-pool, "));
  }
}
