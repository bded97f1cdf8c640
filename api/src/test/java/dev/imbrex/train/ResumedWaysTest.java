package dev.imbrex.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.nn.Model;
import dev.imbrex.program.Program;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.support.InterpretedBackend;
import dev.imbrex.spi.support.WaysBackend;
import dev.imbrex.tensor.HostTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training goes on in the ways that its checkpoint names, whatever is preferred since. */
class ResumedWaysTest {
  private static final int EPOCHS = 4;
  private static final Logger LOG = Logger.getLogger(FitLoop.class.getName());

  @TempDir Path dir;
  private final List<String> told = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord r) {
          told.add(r.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(handler);
    LOG.setUseParentHandlers(false);
  }

  @AfterEach
  void doNotListen() {
    LOG.removeHandler(handler);
    LOG.setUseParentHandlers(true);
  }

  private static Backend rowsOrBlocks(String preferred) {
    return new WaysBackend("here", preferred, "rows", "blocks");
  }

  private static Fit terms(int epochs) {
    return Small.terms(epochs).validation(Small.points(7));
  }

  private HostTensor train(Backend backend, int epochs) {
    try (backend) {
      Model model = Small.model();
      Fit terms = terms(epochs).callbacks(Checkpoints.in(dir));
      Small.trainer(backend).fit(model, Small.points(10), terms);
      return model.weights();
    }
  }

  private Checkpoint last() {
    return Checkpoint.read(dir.resolve(Checkpoints.LAST));
  }

  private static HostTensor resume(Backend backend, Checkpoint c, Callback... callbacks) {
    try (backend) {
      Model model = c.model();
      Fit terms = terms(EPOCHS).resume(c).callbacks(callbacks);
      c.trainer(backend).fit(model, Small.points(10), terms);
      return model.weights();
    }
  }

  @Test
  void aTrainingKeepsItsWayWhereAnotherIsPreferredSince() {
    for (String before : List.of("rows", "blocks")) {
      String since = before.equals("rows") ? "blocks" : "rows";
      HostTensor expected = train(rowsOrBlocks(before), EPOCHS);
      train(rowsOrBlocks(before), 2);
      assertTrue(expected.sameBits(resume(rowsOrBlocks(since), last())), before);
      assertEquals(List.of(), told);
      assertFalse(
          expected.sameBits(resume(rowsOrBlocks(since), last().withoutWays())),
          "the way does not show in the numbers, so that this test says nothing");
    }
  }

  @Test
  void theNextCheckpointNamesThemToo() {
    HostTensor expected = train(rowsOrBlocks("blocks"), EPOCHS);
    train(rowsOrBlocks("blocks"), 2);
    Checkpoint first = last();
    Model model = first.model();
    try (Backend backend = rowsOrBlocks("rows")) {
      // Nothing is judged this time, but the ways to do so are not forgotten.
      Fit terms = Small.terms(3).resume(first).callbacks(Checkpoints.in(dir));
      first.trainer(backend).fit(model, Small.points(10), terms);
    }
    assertEquals(first.state().ways(), last().state().ways());
    assertTrue(expected.sameBits(resume(rowsOrBlocks("rows"), last())));
  }

  /** A device may be tuned by somebody else while its programs are compiled one by one. */
  @Test
  void allProgramsOfATrainingRunAnOpInTheSameWay() {
    HostTensor expected = train(tunedAfterOneProgram(), EPOCHS);
    train(tunedAfterOneProgram(), 2);
    assertEquals(Set.of("rows", "blocks"), Set.copyOf(last().state().ways().byOp().values()));
    assertTrue(expected.sameBits(resume(rowsOrBlocks("rows"), last())));
  }

  private static Backend tunedAfterOneProgram() {
    return new WaysBackend("here", "rows", "rows", "blocks") {
      private int programs;

      @Override
      protected void prepare(Program lowered) {
        prefer(programs++ == 0 ? "rows" : "blocks");
      }
    };
  }

  @Test
  void aWayThatThereIsNotIsToldOfInOneSentence() {
    train(new WaysBackend("here", "magic", "rows", "magic"), 2);
    resume(rowsOrBlocks("rows"), last(), Checkpoints.in(dir));
    assertEquals(1, told.size(), told::toString);
    assertTrue(told.get(0).startsWith("interpreted does not have "), told.get(0));
    assertTrue(told.get(0).contains("such as magic for MatMul["), told.get(0));
    told.clear();
    resume(rowsOrBlocks("blocks"), last());
    assertEquals(List.of(), told, "it has the ways in which it has gone on");
  }

  @Test
  void waysOfAnotherDeviceAreToldOfInOneSentenceAndNotTaken() {
    train(rowsOrBlocks("blocks"), 2);
    Checkpoint c = last();
    HostTensor own = resume(rowsOrBlocks("rows"), c.withoutWays());
    assertEquals(List.of(), told);
    HostTensor there = resume(new WaysBackend("there", "rows", "rows", "blocks"), last());
    assertTrue(own.sameBits(there));
    assertEquals(1, told.size(), told::toString);
    assertTrue(told.get(0).contains("names ways to run ops on 'here', which"), told.get(0));
    resume(new InterpretedBackend(), last());
    assertEquals(2, told.size(), "one that has no choice");
  }

  /** All versions before wrote such checkpoints. */
  @Test
  void aCheckpointThatNamesNoneGoesOnAsUsual() {
    train(new InterpretedBackend(), 2);
    assertTrue(last().state().ways().isEmpty());
    resume(rowsOrBlocks("blocks"), last());
    assertEquals(List.of(), told);
  }
}
