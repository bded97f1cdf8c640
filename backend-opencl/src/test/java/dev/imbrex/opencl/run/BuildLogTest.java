package dev.imbrex.opencl.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of what a compiler said the errors are shown, with the line that the first of them is about. */
class BuildLogTest {
  private static final String SOURCE = "int a;\n  int b = oops;\nint c;\n";

  @Test
  void theFirstErrorIsShownWithItsLine() {
    assertEquals(
        "x.cl:2:9: error: unknown 'oops'\n  line 2: int b = oops;\n1 error generated.",
        BuildLog.excerpt(
            "x.cl:1:1: warning: nothing\nx.cl:2:9: error: unknown 'oops'\n\n1 error generated.\n",
            SOURCE));
  }

  @Test
  void placesInParenthesesAreFoundToo() {
    assertTrue(
        BuildLog.excerpt("x.cl(2): error: unknown", SOURCE).endsWith("line 2: int b = oops;"));
  }

  @Test
  void withoutErrorsEverythingIsShown() {
    assertEquals("one\ntwo", BuildLog.excerpt("one\n\ntwo\n", SOURCE));
  }

  @Test
  void aLineThatIsNotThereIsNotShown() {
    assertEquals("x.cl:99:1: error: e", BuildLog.excerpt("x.cl:99:1: error: e", SOURCE));
  }

  @Test
  void manyErrorsAreCut() {
    String log =
        IntStream.range(0, 20).mapToObj(i -> "error " + i).collect(Collectors.joining("\n"));
    String shown = BuildLog.excerpt(log, SOURCE);
    assertTrue(shown.endsWith("error 11\n… and 8 more lines"), shown);
  }
}
