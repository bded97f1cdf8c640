package dev.imbrex.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.train.Dataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Reads the published files, in the folder that IMBREX_TEST_DATA or imbrex.test.data name. */
class RealDataTest {
  private static Path folder(String dataSet) {
    String root =
        System.getProperty(
            "imbrex.test.data", System.getenv().getOrDefault("IMBREX_TEST_DATA", ""));
    Path folder = Path.of(root).resolve(dataSet);
    boolean there = !root.isEmpty() && Files.isDirectory(folder);
    if (!there) {
      System.err.println(
          "NOT TESTED: the published "
              + dataSet
              + " files; set IMBREX_TEST_DATA to their parent folder.");
    }
    Assumptions.assumeTrue(there, "no published files of " + dataSet);
    return folder;
  }

  private static int count(Dataset d, int label) {
    return (int) IntStream.range(0, d.size()).filter(i -> d.label(i) == label).count();
  }

  @Test
  void mnistHasItsKnownClassSizes() {
    Path folder = folder("mnist");
    Dataset train = Mnist.train(folder);
    Dataset test = Mnist.test(folder);
    assertEquals(60_000, train.size());
    assertEquals(10_000, test.size());
    assertEquals(5_923, count(train, 0));
    assertEquals(6_742, count(train, 1));
    assertEquals(1_135, count(test, 1));
    assertEquals(5, train.label(0));
    assertEquals(7, test.label(0));
  }

  @Test
  void cifar10HasPhotographsOfTenClasses() {
    Path folder = folder("cifar10");
    Dataset train = Cifar10.train(folder);
    assertTrue(train.size() >= 6_000 && train.size() <= 50_000);
    assertTrue(Cifar10.test(folder).size() >= 1_000);
    assertEquals("airplane", train.classNames().get(0));
    assertEquals(6, train.label(0));
    IntStream.range(0, 10).forEach(c -> assertTrue(count(train, c) > train.size() / 20));
  }
}
