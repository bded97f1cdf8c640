package dev.imbrex.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What may be chosen, and what is said where it may not. */
class KernelChoiceTest {

  static List<KernelFamily> families() {
    return KernelCatalogue.standard().families();
  }

  private static KernelFamily gemm() {
    return KernelCatalogue.standard().family("gemm_local");
  }

  @ParameterizedTest
  @MethodSource("families")
  void theStandardChoiceObeysTheRulesAndFitsTheSmallestDevices(KernelFamily family) {
    assertEquals(Optional.empty(), family.standard().needs().refusal(256, 32 * 1024));
  }

  /** The corners of the ranges are where tile arithmetic breaks first. */
  @ParameterizedTest
  @MethodSource("families")
  void everyCornerIsAllowedExactlyWhereTheRulesHold(KernelFamily family) {
    int seen = 0;
    for (Map<String, Integer> corner : corners(family)) {
      boolean obeys =
          family.rules().stream().allMatch(rule -> rule.holds().test(new KernelValues(corner)));
      if (obeys) {
        KernelChoice choice = family.choose(corner);
        assertEquals(corner, choice.values().byMacro());
        assertTrue(choice.needs().workGroupSize() >= 1, choice::options);
        seen++;
      } else {
        assertThrows(IllegalArgumentException.class, () -> family.choose(corner));
      }
    }
    assertTrue(seen > 0);
  }

  private static List<Map<String, Integer>> corners(KernelFamily family) {
    List<Map<String, Integer>> corners = new ArrayList<>(List.of(Map.of()));
    for (KernelParameter parameter : family.parameters()) {
      List<Map<String, Integer>> longer = new ArrayList<>();
      List<Integer> values = parameter.values();
      for (int value : List.of(values.get(0), values.get(values.size() - 1))) {
        for (Map<String, Integer> corner : corners) {
          Map<String, Integer> extended = new HashMap<>(corner);
          extended.put(parameter.macro(), value);
          longer.add(extended);
        }
      }
      corners = longer;
    }
    return corners;
  }

  @Test
  void theOptionsNameTheLanguageVersionAndEveryMacro() {
    assertEquals(
        "-cl-std=CL1.2 -D MODE=0 -D REVERSED=0 -D CHECKED=1 -D TILE_M=128 -D TILE_N=32 -D TILE_K=16 -D REG_M=8"
            + " -D REG_N=4 -D VA=1 -D VB=1 -D PAD=1 -D HALF=0 -D BIAS=0 -D KEEP=0 -D ACTIVATE=0",
        gemm().choose(Map.of("TILE_M", 128, "REG_M", 8)).options());
  }

  @Test
  void needsFollowFromTheTiles() {
    assertEquals(new KernelNeeds(8 * 8, 4 * 16 * (33 + 33)), gemm().standard().needs());
  }

  @Test
  void aValueOutsideItsRangeIsNamed() {
    assertEquals(
        "gemm_local: TILE_M must be one of [4, 8, 16, 32, 64, 128], but is 48.",
        refusal(Map.of("TILE_M", 48)));
  }

  @Test
  void aMissingValueIsNamed() {
    Map<String, Integer> values = new HashMap<>(gemm().standard().values().byMacro());
    values.remove("PAD");
    assertEquals(
        "gemm_local: PAD must be one of [0, 1, 4], but is not set.",
        assertThrows(
                IllegalArgumentException.class,
                () -> new KernelChoice(gemm(), new KernelValues(values)))
            .getMessage());
  }

  @Test
  void anUnknownParameterIsNamed() {
    assertEquals(
        "gemm_local has no parameter TILE; it has [MODE, REVERSED, CHECKED, TILE_M, TILE_N, TILE_K, REG_M, REG_N, VA, VB, PAD, HALF, BIAS, KEEP, ACTIVATE].",
        refusal(Map.of("TILE", 48)));
  }

  @Test
  void aBrokenRuleIsNamed() {
    assertEquals(
        "gemm_local needs that TILE_M / REG_M * TILE_N / REG_N, the work-items of a group, is at most 1024;"
            + " MODE=0 REVERSED=0 CHECKED=1 TILE_M=128 TILE_N=128 TILE_K=16 REG_M=1 REG_N=4 VA=1 VB=1 PAD=1 HALF=0 BIAS=0"
            + " KEEP=0 ACTIVATE=0 does not do.",
        refusal(Map.of("TILE_M", 128, "TILE_N", 128, "REG_M", 1)));
  }

  @Test
  void aDeviceThatIsTooSmallIsToldWhatWouldHelp() {
    KernelNeeds needs = gemm().choose(Map.of("TILE_M", 128, "TILE_N", 128, "TILE_K", 32)).needs();
    assertEquals(
        Optional.of(
            "It needs work-groups of 1024, but the device takes at most 256; choose smaller tiles or"
                + " larger register tiles."),
        needs.refusal(256, 32 * 1024));
    assertEquals(
        Optional.of(
            "It needs 33024 bytes of local memory, but the device has 32768; choose smaller tiles."),
        needs.refusal(1024, 32 * 1024));
  }

  private static String refusal(Map<String, Integer> values) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> gemm().choose(values)).getMessage());
  }
}
