package dev.imbrex.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MarkupTest {

  @Test
  void textAndAttributesAreEscaped() {
    String hostile = "<script>alert('1' & \"2\")</script>";
    String safe = "&lt;script&gt;alert(&#39;1&#39; &amp; &quot;2&quot;)&lt;/script&gt;";
    assertEquals(
        "<p title=\"" + safe + "\">" + safe + "</p>",
        new Markup().element("p", hostile, "title", hostile).toString());
  }

  @Test
  void whatHasNoPlaceInAPageIsReplaced() {
    assertEquals(
        "<p>a\uFFFDb\uFFFDc\uFFFDd</p>",
        new Markup().element("p", "a\u0000b\u001Bc\uD83Dd").toString());
    assertEquals(
        "<p>\uD83D\uDE00 é\t</p>", new Markup().element("p", "\uD83D\uDE00 é\t").toString());
  }

  @Test
  void elementsEndInTheOppositeOrder() {
    assertEquals("<a><b></b></a>", new Markup().open("a").open("b").close(2).toString());
    Markup open = new Markup().open("a");
    assertThrows(IllegalStateException.class, open::toString);
  }
}
