package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ReadingLineTest {
  private static final long SECOND = 1_000_000_000L;

  private long now = 77;

  /** Returns what is shown where a picture takes so long to read, of so many. */
  private String shown(boolean live, boolean json, int count, long nanosEach) {
    CommandLine line = new CommandLine(new Main());
    StringWriter text = new StringWriter();
    line.setOut(new PrintWriter(text, true));
    Output out = new Output(line.getCommandSpec(), json);
    try (ReadingLine shown = new ReadingLine(out, live, () -> now)) {
      for (int i = 0; i <= count; i++) {
        shown.progress(i, count);
        now += nanosEach;
      }
    }
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  @Test
  void aTerminalHasOneLineThatIsAliveAndGoesAwayAtTheEnd() {
    assertEquals(
        "\r\033[Kreading pictures  2 of 4  1 s left"
            + "\r\033[Kreading pictures  3 of 4  1 s left"
            + "\r\033[K",
        shown(true, false, 4, SECOND / 2));
  }

  @Test
  void aTerminalIsNotWrittenToMoreThanFourTimesASecond() {
    String text = shown(true, false, 2000, SECOND / 1000);
    assertEquals(4, text.split("reading", -1).length - 1, text);
  }

  @Test
  void elsewhereThereIsALineNowAndThen() {
    assertEquals(
        "reading pictures  1,500 of 4,000  25 s left\nreading pictures  3,000 of 4,000  10 s left\n",
        shown(false, false, 4000, SECOND / 100));
  }

  @Test
  void nothingIsSaidOfFewPicturesOrWhereOthersReadTheLines() {
    assertEquals("", shown(true, false, 90, SECOND / 100));
    assertEquals("", shown(false, false, 1400, SECOND / 100));
    assertEquals("", shown(false, true, 4000, SECOND / 100));
  }
}
