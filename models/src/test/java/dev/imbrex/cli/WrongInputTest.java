package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrongInputTest {
  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = Cli.writeData(folder.resolve("data"));
    Files.createDirectories(folder.resolve("empty"));
  }

  private Cli.Answer command(String line) {
    Object[] args =
        line.replace("DATA", data.toString()).replace("DIR", folder.toString()).split(" +");
    return Cli.run(args);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train lenet6 | 2 | There is no network \"lenet6\"",
        "train --data nothing --backend cpu | 2 | There is no data set \"nothing\"",
        "train --backend nothing | 3 | nothing",
        "train --data mnist --data-dir DIR/empty --backend cpu | 2 | lacks the file train-images",
        "train vgg-small --data cifar10 --data-dir DIR/none --backend cpu | 2 | data_batch_1.bin",
        "train --epochs 0 --data mnist --data-dir DATA --backend cpu | 2 | --epochs must be at least 1",
        "train --epochs x | 2 | --epochs",
        "train --batch 0 --data mnist --data-dir DATA --backend cpu | 2 | --batch must be at least 1",
        "train --limit 0 --data mnist --data-dir DATA --backend cpu | 2 | --limit must be at least 1",
        "train --lr -1 --data mnist --data-dir DATA --backend cpu | 2 | --lr must be a number",
        "train --lr NaN --data mnist --data-dir DATA --backend cpu | 2 | --lr must be a number",
        "train --warmup 0 --data mnist --data-dir DATA --backend cpu | 2 | --warmup must be",
        "train --momentum 0.9 --data mnist --data-dir DATA --backend cpu | 2 | means nothing to adam",
        "train --clip-norm 0 --data mnist --data-dir DATA --backend cpu | 2 | --clip-norm must be",
        "train --early-stop -1 --data mnist --data-dir DATA --backend cpu | 2 | --early-stop must be",
        "train --threads 0 --backend cpu | 2 | --threads must be at least 1",
        "train --optimizer lion | 2 | lion",
        "train --augment spin --backend cpu | 2 | There is no augmentation \"spin\"",
        "train --max-time soon --backend cpu | 2 | A time is a number with s, m or h",
        "train --resume DIR/empty | 2 | is not the folder of a run",
        "train --frobnicate | 2 | --frobnicate",
        "evaluate DIR/empty | 2 | is not the folder of a run",
        "evaluate | 2 | RUN",
        "predict DIR/empty x.png | 2 | is not the folder of a run",
        "summary lenet6 | 2 | There is no network \"lenet6\"",
        "summary pattern:N=two | 2 | \"N=two\"",
        "frobnicate | 2 | frobnicate"
      })
  void wrongInputIsOneSentenceAndAnExitCode(String line, int code, String part) {
    Cli.Answer a = command(line).expect(code);
    assertTrue(a.err().contains(part), a.err());
    assertFalse(a.err().contains("\tat "), "a stack trace: " + a.err());
  }

  @Test
  void nothingIsLeftBehindByAWrongCommand() {
    command("train lenet6 --out DIR/new --data mnist --data-dir DATA --backend cpu").expect(2);
    command("train --out DIR/new --data mnist --data-dir DIR/empty --backend cpu").expect(2);
    assertFalse(Files.exists(folder.resolve("new")));
  }

  @Test
  void debugShowsWhere() {
    Cli.Answer a = command("summary lenet6 --debug").expect(2);
    assertTrue(a.err().contains("\tat dev.imbrex"), a.err());
  }

  @Test
  void picturesThatDoNotFitTheNetworkAreNamed() throws IOException {
    Path tiny = folder.resolve("tiny");
    Files.createDirectories(tiny);
    for (String stem : new String[] {"train", "t10k"}) {
      Files.write(
          tiny.resolve(stem + "-images-idx3-ubyte"),
          new byte[] {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4});
      Files.write(
          tiny.resolve(stem + "-labels-idx1-ubyte"), new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 5});
    }
    Cli.Answer a =
        command("train lenet5 --data mnist --data-dir DIR/tiny --backend cpu --out DIR/new")
            .expect(2);
    assertTrue(a.err().contains("lenet5 does not take pictures of [2, 2, 1]"), a.err());
  }
}
