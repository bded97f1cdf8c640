package dev.imbrex.opencl.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.op.MatMul;
import dev.imbrex.opencl.tune.TuningRecord.Blame;
import dev.imbrex.opencl.tune.TuningRecord.Entry;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.spi.DeviceKind;
import dev.imbrex.spi.TuningLevel;
import dev.imbrex.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Planted ways are survived, and the fastest that is right is taken. */
class TunerTest {
  /** After so long a process that says nothing is ended; it must be longer than a JVM starts. */
  private static final int PATIENCE_SECONDS = 20;

  @TempDir Path folder;

  private static OpShape product(int rows) {
    return new OpShape(
        new MatMul(false, false), List.of(TensorType.f32(rows, 20), TensorType.f32(20, 15)));
  }

  private Optional<Entry> tune(TuningRecord known, Ways.Way... ways) throws IOException {
    try (Backend backend = Planted.backend();
        Journal journal = Journal.open(folder)) {
      Tuner.Budget budget = Tuner.Budget.of(TuningLevel.FULL, DeviceKind.CPU);
      Optional<Entry> found =
          new Tuner(backend, op -> List.of(ways), journal, budget, Planted.clock(), line -> {})
              .tune(product(10), known);
      assertEquals(0, Files.size(folder.resolve(Journal.NAME)), "journal");
      return found;
    }
  }

  private Entry found(Ways.Way... ways) throws IOException {
    return tune(TuningRecord.EMPTY, ways).orElseThrow();
  }

  @Test
  void theFastestIsTaken() throws IOException {
    Entry e = found(Planted.USUAL, Planted.FAST);
    assertEquals("fast", e.way());
    assertEquals("usual", e.usual());
    assertEquals(1e6, e.nanos());
    assertEquals(1e7, e.usualNanos());
    assertEquals(0, e.failed());
  }

  @Test
  void whatIsWrongOrDoesNotBuildIsLeftOut() throws IOException {
    Entry e = found(Planted.USUAL, Planted.WRONG, Planted.BROKEN, Planted.IMPRECISE, Planted.FAST);
    assertEquals("fast", e.way());
    assertEquals(3, e.failed());
  }

  @Test
  void aUsualWayThatIsWrongIsNoMeasureForOthers() throws IOException {
    Entry e = found(Planted.WRONG, Planted.FAST);
    assertEquals("fast", e.way());
    assertEquals("wrong", e.usual());
    assertEquals(0, e.usualNanos());
    assertEquals(Optional.empty(), tune(TuningRecord.EMPTY, Planted.WRONG, Planted.BROKEN));
  }

  @Test
  void aLessPreciseAlgorithmMustBeFasterByAFifth() throws IOException {
    assertEquals("fast", found(Planted.USUAL, Planted.FAST, Planted.ROUGH).way());
    assertEquals("rough", found(Planted.USUAL, Planted.ROUGH).way());
  }

  @Test
  void whatOnceTookAProcessDownIsNotTriedAgain() throws IOException {
    TuningRecord known = TuningRecord.EMPTY.with(new Blame("another op", "killer"));
    Entry e = tune(known, Planted.USUAL, Planted.KILLER, Planted.FAST).orElseThrow();
    assertEquals("fast", e.way());
    assertEquals(1, e.failed());
    known = known.with(new Blame(product(10).text(), "usual"));
    assertEquals(Optional.empty(), tune(known, Planted.USUAL, Planted.FAST));
  }

  @Test
  void aProcessThatDiesOrStandsStillIsSurvived() {
    List<String> told = new ArrayList<>();
    new TuningProcess(Planted.class, "planted", folder, PATIENCE_SECONDS)
        .run(List.of(product(10), product(30)), TuningLevel.QUICK, told::add);
    TuningRecord record = TuningFile.read(folder.resolve(TuningFile.NAME));
    assertEquals(
        List.of(new Blame(product(10).text(), "killer"), new Blame(product(10).text(), "stuck")),
        record.blames());
    for (int rows : new int[] {10, 30}) {
      Entry e = record.exactly(product(rows)).orElseThrow();
      assertEquals("fast", e.way(), told::toString);
      assertEquals(4, e.failed());
    }
    assertTrue(
        told.stream().anyMatch(t -> t.contains("was ended by trying killer")), told::toString);
    assertTrue(
        told.stream().anyMatch(t -> t.contains("stood still at trying stuck")), told::toString);
  }

  @Test
  void aProcessThatNeverBeginsIsAnError() {
    TuningProcess p = new TuningProcess(TunerTest.class, "planted", folder, PATIENCE_SECONDS);
    BackendUnavailableException e =
        assertThrows(
            BackendUnavailableException.class,
            () -> p.run(List.of(product(10)), TuningLevel.QUICK, line -> {}));
    assertTrue(e.getMessage().contains("before it begins"), e.getMessage());
  }

  @Test
  void twoProcessesDoNotTuneOneDeviceAtATime() throws IOException {
    TuningProcess p = new TuningProcess(Planted.class, "planted", folder, PATIENCE_SECONDS);
    try (Journal held = Journal.open(folder)) {
      BackendUnavailableException e =
          assertThrows(
              BackendUnavailableException.class,
              () -> p.run(List.of(product(10)), TuningLevel.QUICK, line -> {}));
      assertTrue(e.getMessage().startsWith("Another process is tuning planted"), e.getMessage());
      assertTrue(held.left().isEmpty());
    }
  }
}
