package dev.imbrex.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.train.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FashionMnistTest {
  @TempDir Path folder;

  @Test
  void itIsReadAsMnistWithClassNamesOfItsOwn() throws IOException {
    Files.write(
        folder.resolve("t10k-images-idx3-ubyte"),
        MnistTest.idx(2051, new int[] {1, 2, 2}, 0, 1, 2, 255));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), MnistTest.idx(2049, new int[] {1}, 9));
    Dataset test = FashionMnist.test(folder);
    assertEquals("fashion-mnist test", test.name());
    assertEquals("Ankle boot", test.classNames().get(test.label(0)));
    assertEquals(10, test.classes());
    String message =
        assertThrows(DataException.class, () -> FashionMnist.train(folder)).getMessage();
    assertTrue(message.contains("fashion-mnist lacks the file train-images"), message);
  }

  private static List<String> lacking(DataSource source, Path folder) {
    return source.lacking(Optional.of(folder)).stream().map(RemoteFile::name).toList();
  }

  @Test
  void whatIsThereUnderAnyOfItsNamesIsNotLacking() throws IOException {
    DataSource source = DataSets.find("fashion-mnist");
    assertEquals(IdxFiles.NAMES, lacking(source, folder));
    Files.write(folder.resolve("train-images-idx3-ubyte"), new byte[1]);
    Files.write(folder.resolve("t10k-labels.idx1-ubyte.gz"), new byte[1]);
    assertEquals(
        List.of("train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz"),
        lacking(source, folder));
  }

  @Test
  void cifar10IsOneArchiveUnlessItIsUnpacked() throws IOException {
    DataSource source = DataSets.find("cifar10");
    assertEquals(List.of("cifar-10-binary.tar.gz"), lacking(source, folder));
    Files.createDirectories(folder.resolve("cifar-10-batches-bin"));
    Files.write(folder.resolve("cifar-10-batches-bin/test_batch.bin"), new byte[1]);
    assertEquals(List.of(), lacking(source, folder));
    assertEquals(List.of(), lacking(DataSets.find("digits"), folder));
  }
}
