package dev.imbrex.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Processes work one after the other, and who fails does not stop the rest. */
class TurnsTest {
  private static final String READY = "echo '@peer ready 1 0'; ";

  private static List<String> sh(String script) {
    return List.of("sh", "-c", script);
  }

  /** Answers round n with n steps in a second. */
  private static List<String> counting() {
    return sh(
        READY + "n=0; while read t; do n=$((n+1)); echo \"@peer round $n 1000000000 0\"; done");
  }

  private static List<String> told(Map<String, List<String>> commands) throws Exception {
    List<String> told = new ArrayList<>();
    new Turns(2, Duration.ofMillis(1))
        .run(
            commands,
            new Turns.Observer() {
              @Override
              public void ready(String name, Child child) {
                if (name.equals("refused")) {
                  throw new Child.FailedException("refused is not the same.", null);
                }
                told.add(name + " ready");
              }

              @Override
              public void round() {
                told.add("round");
              }

              @Override
              public void worked(String name, Child child, Child.Round round) {
                told.add(name + " " + round.steps());
              }

              @Override
              public void failed(String name, String why) {
                told.add(why);
              }
            });
    return told;
  }

  @Test
  void allTakeTurnsAndTheFirstRoundIsNotTold() throws Exception {
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put("one", counting());
    commands.put("two", counting());
    assertEquals(
        List.of("one ready", "two ready", "round", "one 2", "two 2", "round", "one 3", "two 3"),
        told(commands));
  }

  @Test
  void whoFailsIsLeftOutFromThenOn() throws Exception {
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put("refused", counting());
    commands.put("dead", sh("echo nothing works"));
    commands.put(
        "dying", sh(READY + "read t; echo '@peer round 1 1 0'; read t; echo out of breath"));
    commands.put("good", counting());
    assertEquals(
        List.of(
            "refused is not the same.",
            "dead ended; its last words: nothing works",
            "dying ready",
            "good ready",
            "round",
            "dying ended; its last words: out of breath",
            "good 2",
            "round",
            "good 3"),
        told(commands));
  }
}
