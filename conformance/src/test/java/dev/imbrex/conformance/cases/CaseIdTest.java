package dev.imbrex.conformance.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.tensor.HostTensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaseIdTest {

  @Test
  void whatIsPrintedMakesTheSameCaseAgain() {
    for (CaseFamily f : CaseFamilies.all()) {
      for (Mode mode : f.modes()) {
        for (long seed = 0; seed < 5; seed++) {
          CaseId id = CaseId.draw(f, mode, seed, seed % 2 == 0);
          OpCase first = id.make().orElseThrow();
          CaseId read = CaseId.parse(id.toString());
          assertEquals(id, read);
          OpCase second = read.make().orElseThrow();
          assertEquals(first.op(), second.op());
          assertEquals(first.types(), second.types());
          for (int i = 0; i < first.types().size(); i++) {
            assertTrue(first.inputs(seed).get(i).sameBits(second.inputs(seed).get(i)));
          }
        }
      }
    }
  }

  @Test
  void whatIsNoIdIsRefusedWithASentence() {
    for (String text :
        List.of("", "exact", "exact/Conv2d", "exact/Conv9/1/0", "exact/Conv2d/1/x")) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> CaseId.parse(text));
      assertTrue(e.getMessage().contains("'" + text + "'"), e.getMessage());
    }
  }

  @Test
  void sumsOfProductsStayBelowTwoToThe24() {
    for (CaseFamily f : ConvolutionCases.all()) {
      for (long seed = 0; seed < 50; seed++) {
        OpCase c = CaseId.draw(f, Mode.EXACT, seed, false).make().orElseThrow();
        double bound = TermCount.of(c.op(), c.types());
        for (HostTensor t : c.inputs(seed)) {
          bound *= Arrays.stream(t.toDoubles()).map(Math::abs).max().orElseThrow();
        }
        assertTrue(bound < 0x1p24, c + " reaches " + bound);
      }
    }
  }
}
