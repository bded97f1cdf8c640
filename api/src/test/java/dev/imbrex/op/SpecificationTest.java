package dev.imbrex.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/spec/ops.md covers every op, and each of its rules has a number of its own. */
class SpecificationTest {
  private final String text = Files.readString(Path.of("..", "docs", "spec", "ops.md"));

  SpecificationTest() throws IOException {}

  @Test
  void everyCoreOpHasASection() {
    for (Class<?> op : CoreOp.class.getPermittedSubclasses()) {
      String heading = "\n### " + op.getSimpleName() + "\n";
      assertTrue(text.contains(heading), "docs/spec/ops.md has no section " + op.getSimpleName());
    }
  }

  @Test
  void everyCompositeHasARule() throws IOException {
    Path sources = Path.of("src", "main", "java", "dev", "imbrex", "op", "composite");
    List<String> composites = new ArrayList<>();
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.toList()) {
        if (Files.readString(file).contains("implements CompositeOp")) {
          composites.add(file.getFileName().toString().replace(".java", ""));
        }
      }
    }
    assertTrue(composites.size() >= 20, "too few composites found: " + composites);
    for (String op : composites) {
      assertTrue(
          Pattern.compile("\n\\| " + op + " \\| [A-Z0-9]+-1 \\|").matcher(text).find(),
          "docs/spec/ops.md has no rule for " + op);
    }
  }

  @Test
  void rulesAreNumberedWithoutGapsOrRepetition() {
    Matcher m = Pattern.compile("\n\\|(?: \\w* \\|)? ([A-Z0-9]+)-(\\d+) \\|").matcher(text);
    List<String> rules = new ArrayList<>();
    while (m.find()) {
      rules.add(m.group(1) + "-" + m.group(2));
      int number = Integer.parseInt(m.group(2));
      if (number > 1) {
        assertEquals(m.group(1) + "-" + (number - 1), rules.get(rules.size() - 2));
      }
    }
    assertTrue(rules.size() > 100, "only " + rules.size() + " rules found");
    assertEquals(rules.size(), new HashSet<>(rules).size());
  }
}
