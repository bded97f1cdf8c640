package dev.imbrex.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.Model;
import dev.imbrex.zoo.Zoo;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrunkTest {
  private static List<String> names(Model m, List<Integer> indices) {
    return indices.stream().map(i -> m.nodes().get(i).name()).toList();
  }

  @Test
  void aChainIsAllTrunk() {
    Model m = Zoo.find("lenet5").create();
    assertEquals(IntStream.range(0, m.nodes().size()).boxed().toList(), Trunk.of(m));
  }

  @Test
  void nothingGoesPastTheTrunk() {
    Model m = Zoo.find("resnet20").create();
    List<String> trunk = names(m, Trunk.of(m));
    assertTrue(trunk.containsAll(List.of("conv1", "layer1.0.add", "layer2.0.relu2", "fc")));
    assertFalse(trunk.contains("layer1.0.conv1"), trunk::toString);
    assertFalse(trunk.contains("layer2.0.subsample"), trunk::toString);
  }

  @Test
  void aReportShowsTheModulesOfGoogLeNetAndNotTheirBranches() {
    Model m = Zoo.find("googlenet-small").create().withoutAuxiliaries();
    List<String> way = names(m, Gallery.way(m, Limits.brief(m)));
    assertTrue(way.containsAll(List.of("conv1.relu", "inception3a.output", "inception5b.output")));
    assertFalse(way.contains("conv1"), way::toString);
    assertTrue(way.stream().noneMatch(n -> n.contains("branch")), way::toString);
    List<String> excitable = names(m, Gallery.excitable(m));
    assertEquals("fc", excitable.get(excitable.size() - 1));
    assertTrue(excitable.stream().noneMatch(n -> n.contains("branch")), excitable::toString);
  }
}
