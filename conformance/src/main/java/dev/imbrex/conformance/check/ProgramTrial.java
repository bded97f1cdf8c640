package dev.imbrex.conformance.check;

import dev.imbrex.conformance.cases.Draw;
import dev.imbrex.conformance.cases.Fill;
import dev.imbrex.conformance.judge.Judge;
import dev.imbrex.program.Program;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Support;
import dev.imbrex.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** A program, fused and unfused: written {@code program:exact/seed/choices}. */
final class ProgramTrial implements Trial {

  /** What programs are drawn; in lower case it begins the id. */
  enum Kind {
    /** Chains of ops on a picture. */
    PROGRAM,
    /** A product, and what a backend may fuse behind it. */
    FUSION;

    /** Returns what the id begins with. */
    String prefix() {
      return name().toLowerCase(Locale.ROOT) + ":";
    }
  }

  private final Kind kind;
  private final boolean exact;
  private final long seed;
  private final List<Integer> choices;
  private final Judge judge;
  private final Program program;
  private final List<HostTensor> inputs = new ArrayList<>();

  private ProgramTrial(Kind kind, boolean exact, long seed, Draw d, Judge judge) {
    this.kind = kind;
    this.exact = exact;
    this.seed = seed;
    this.judge = judge;
    List<Fill> fills;
    if (kind == Kind.FUSION) {
      FusionDrawing drawing = new FusionDrawing(d, exact);
      this.program = drawing.draw();
      fills = drawing.fills();
    } else {
      ProgramDrawing drawing = new ProgramDrawing(d, exact);
      this.program = drawing.draw();
      fills = drawing.fills();
    }
    this.choices = d.made();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < fills.size(); i++) {
      inputs.add(fills.get(i).make(program.inputs().get(i).type(), random.split()));
    }
  }

  /** Draws a trial. */
  static ProgramTrial draw(Kind kind, boolean exact, long seed, Judge judge) {
    return new ProgramTrial(kind, exact, seed, Draw.random(seed, false), judge);
  }

  /**
   * Makes the trial of an id.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ProgramTrial parse(Kind kind, String id, Judge judge) {
    try {
      String[] parts = id.substring(kind.prefix().length()).split("/", -1);
      List<Integer> choices = new ArrayList<>();
      for (String s : parts[2].split("\\.", -1)) {
        choices.add(Integer.parseInt(s));
      }
      return new ProgramTrial(
          kind,
          parts[0].equals("exact"),
          Long.parseLong(parts[1]),
          Draw.repeat(choices, false),
          judge);
    } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "'"
              + id
              + "' is no program: expected "
              + kind.prefix()
              + "exact/seed/choices, as a failure prints it.",
          e);
    }
  }

  @Override
  public List<Integer> choices() {
    return choices;
  }

  @Override
  public Optional<Trial> with(List<Integer> others) {
    return Optional.of(new ProgramTrial(kind, exact, seed, Draw.repeat(others, false), judge));
  }

  @Override
  public String id() {
    String list = choices.stream().map(String::valueOf).collect(Collectors.joining("."));
    return kind.prefix() + (exact ? "exact/" : "real/") + seed + "/" + list;
  }

  @Override
  public void run(Bench bench, Tally tally) {
    Backend backend = bench.shared();
    tally.count(Support.NATIVE);
    for (boolean fuse : new boolean[] {true, false}) {
      try (DeviceRun run = new DeviceRun(backend, program, new CompileOptions(fuse))) {
        List<HostTensor> first = run.run(inputs, DeviceRun.STALE);
        List<HostTensor> second = run.run(inputs, DeviceRun.POISON);
        String what = (fuse ? "The fused program" : "The unfused program") + " " + program;
        if (exact) {
          judge.judgeExactly(program, inputs, second, run.accuracy(), "GEN-7", what);
        } else {
          tally.error(judge.judge(program, inputs, second, run.accuracy(), "NUM-6", what));
        }
        DeviceRun.requireSameBits(first, second, what);
      }
    }
  }

  @Override
  public String toString() {
    return "the program " + program;
  }
}
