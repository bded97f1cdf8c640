package dev.imbrex.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataSetsTest {
  @Test
  void dataSetsAreFoundByName() {
    for (DataSource s : DataSets.all()) {
      assertEquals(s.getClass(), DataSets.find(s.name()).getClass());
    }
    assertEquals(2_000, DataSets.find("digits").load(Part.TEST, Optional.empty()).count());
  }

  @Test
  void anUnknownNameListsThoseThatThereAre() {
    assertEquals(
        "There is no data set \"mnst\"; choose one of digits, mnist, fashion-mnist, cifar10, or"
            + " folder:PATH for pictures of your own.",
        assertThrows(DataException.class, () -> DataSets.find("mnst")).getMessage());
  }

  @Test
  void theFirstPicturesAreASmallerSet() {
    Pictures all =
        new Pictures(1, 1, 1, List.of("a", "b"), new byte[] {5, 6, 7}, new byte[] {0, 1, 0});
    Pictures two = all.first(2);
    assertEquals(2, two.count());
    assertEquals(6, two.pixel(1, 0));
    assertEquals(1, two.label(1));
    assertSame(all, all.first(3));
  }

  @Test
  void labelsAndPixelsMustFit() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Pictures(1, 1, 1, List.of("a"), new byte[1], new byte[] {1}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Pictures(1, 2, 1, List.of("a"), new byte[1], new byte[] {0}));
  }
}
