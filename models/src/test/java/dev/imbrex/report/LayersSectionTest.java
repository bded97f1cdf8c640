package dev.imbrex.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.zoo.Zoo;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LayersSectionTest {
  private static String table(String network) {
    Markup page = new Markup();
    new LayersSection(Zoo.find(network).create()).write(page);
    return page.toString();
  }

  @Test
  void aChainHasNoColumnsForBranches() {
    String html = table("lenet5");
    assertFalse(html.contains(">takes<"), html);
    assertFalse(html.contains(">note<"), html);
    assertFalse(html.contains("<details"), html);
    assertTrue(html.contains("61,706"), html);
  }

  @Test
  void aGraphSaysWhatLayersTakeAndWhatIsThereInTrainingOnly() {
    String html = table("googlenet");
    assertTrue(html.contains(".branch1x1, .branch3x3, .branch5x5, .pool_proj"), html);
    assertTrue(html.contains("training only"), html);
    assertTrue(html.contains("13,378,280"), html);
    assertTrue(html.contains("6,998,552"), html);
    assertTrue(html.contains("1,582,671,872"), html);
    assertTrue(html.startsWith("<details"), html);
    assertEquals(
        count(html, "<(details|div|table|tr|t[dh])\\b"),
        count(html, "</(details|div|table|tr|t[dh])>"));
  }

  @Test
  void everyRowHasAsManyCellsAsThereAreHeadings() {
    for (String network : new String[] {"lenet5", "googlenet"}) {
      String[] rows = table(network).split("<tr>");
      for (int i = 2; i < rows.length; i++) {
        assertEquals(count(rows[1], "<th\\b"), count(rows[i], "<t[dh]\\b"), rows[i]);
      }
    }
  }

  private static long count(String html, String pattern) {
    return Pattern.compile(pattern).matcher(html).results().count();
  }
}
