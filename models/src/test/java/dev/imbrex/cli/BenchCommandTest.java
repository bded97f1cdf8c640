package dev.imbrex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.config.Config;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
  @Test
  void trainingAndInferenceAreMeasuredInRounds() {
    List<Map<String, Object>> events =
        Cli.run("bench", "mlp-84", "--backend", "cpu", "--seconds", 1, "--batch", 8, "--json")
            .expect(0)
            .events();
    assertEquals(1, events.size());
    Config c = Config.of("event", events.get(0));
    for (String what : List.of("training", "inference")) {
      List<?> rounds = (List<?>) events.get(0).get(what + "_rounds");
      assertTrue(rounds.size() >= 5);
      assertTrue(rounds.contains(c.number(what)));
      assertTrue(c.number(what) > 0);
    }
  }

  @Test
  void aNetworkThatIsNotThereIsNamed() {
    assertTrue(Cli.run("bench", "no-net").expect(2).err().contains("no-net"));
  }
}
