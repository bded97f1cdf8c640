package dev.imbrex.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.conformance.cases.CaseFamilies;
import dev.imbrex.conformance.cases.CaseFamily;
import dev.imbrex.conformance.check.Check;
import dev.imbrex.conformance.check.CheckOptions;
import dev.imbrex.conformance.check.Checks;
import dev.imbrex.conformance.judge.FunctionErrors;
import dev.imbrex.op.Binary;
import dev.imbrex.op.CoreOp;
import dev.imbrex.op.Unary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The kit and docs/spec/ops.md know the same ops, rules and errors. */
class SpecificationCoverageTest {
  private static final Pattern RULE = Pattern.compile("\\| ([A-Z0-9]{2,3}-\\d+) \\|");

  /** Rules that say how others are to be read, or what only layers do. */
  private static final Set<String> NOT_CHECKED_BY_NAME =
      Set.of("GEN-1", "GEN-2", "GEN-3", "GEN-4", "GEN-5", "GEN-10", "COM-2");

  private static String specification() throws IOException {
    return Files.readString(Path.of("..", "docs", "spec", "ops.md"));
  }

  private static Set<String> rulesOf(String text) {
    return RULE.matcher(text)
        .results()
        .map(m -> m.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyRuleOfAnOpIsCheckedByName() throws IOException {
    Set<String> missing = rulesOf(specification());
    missing.removeAll(NOT_CHECKED_BY_NAME);
    missing.removeIf(r -> r.startsWith("NUM-") || r.startsWith("LAY-"));
    Checks.of(CheckOptions.DEFAULT).stream().map(Check::rules).forEach(missing::removeAll);
    assertEquals(Set.of(), missing);
  }

  @Test
  void everyCheckNamesRulesThatThereAre() throws IOException {
    Set<String> known = rulesOf(specification());
    known.add("SPI");
    for (Check c : Checks.of(CheckOptions.DEFAULT)) {
      assertTrue(known.containsAll(c.rules()), c.name());
    }
  }

  @Test
  void everyOpHasAFamilyOfCases() throws IOException {
    Set<String> families =
        CaseFamilies.all().stream().map(CaseFamily::op).collect(Collectors.toSet());
    for (Class<?> op : CoreOp.class.getPermittedSubclasses()) {
      assertTrue(families.contains(op.getSimpleName()), op.getSimpleName());
    }
    String composites = specification().split("## 5\\.")[1].split("## 6\\.")[0];
    List<String> names =
        Pattern.compile("(?m)^\\| ([A-Z][A-Za-z]+) \\| [A-Z]{3}-1 \\|")
            .matcher(composites)
            .results()
            .map(m -> m.group(1))
            .toList();
    assertTrue(names.size() >= 15, "found " + names);
    names.forEach(n -> assertTrue(families.contains(n), n));
  }

  @Test
  void functionErrorsAreThoseOfTheTable() throws IOException {
    String table = specification().split("Largest error in units in the last place")[1];
    table = table.substring(table.indexOf("| ---"), table.indexOf("SQRT is"));
    Map<String, Double> errors = new HashMap<>();
    for (MatchResult m :
        Pattern.compile("\\| ([A-Z][A-Z0-9, ]+) \\| ([0-9.]+)").matcher(table).results().toList()) {
      Arrays.stream(m.group(1).split(", "))
          .forEach(f -> errors.put(f.trim(), Double.parseDouble(m.group(2))));
    }
    for (Unary.Fn fn : Unary.Fn.values()) {
      if (fn != Unary.Fn.NOT) {
        assertEquals(errors.get(fn.name()), FunctionErrors.of(fn), fn.name());
      }
    }
    for (Binary.Fn fn : List.of(Binary.Fn.ADD, Binary.Fn.DIV, Binary.Fn.POW, Binary.Fn.MAX)) {
      assertEquals(errors.get(fn.name()), FunctionErrors.of(fn), fn.name());
    }
  }
}
