package dev.imbrex.opencl.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.imbrex.op.MatMul;
import dev.imbrex.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final OpShape OP =
      new OpShape(new MatMul(false, false), List.of(TensorType.f32(2, 3), TensorType.f32(3, 5)));

  @TempDir Path folder;

  private Optional<TuningRecord.Blame> left() throws IOException {
    try (Journal j = Journal.open(folder)) {
      return j.left();
    }
  }

  @Test
  void whatWasBeingTriedIsBlamed() throws IOException {
    assertEquals(Optional.empty(), left());
    try (Journal j = Journal.open(folder)) {
      j.trying(OP, "a-long-name-of-a-way");
      j.done();
      j.trying(OP, "w");
    }
    assertEquals(Optional.of(new TuningRecord.Blame(OP.text(), "w")), left());
    try (Journal j = Journal.open(folder)) {
      j.done();
    }
    assertEquals(Optional.empty(), left());
  }

  @Test
  void itIsOnTheDiskBeforeAnythingIsTried() throws IOException {
    try (Journal j = Journal.open(folder)) {
      j.trying(OP, "w");
      assertEquals(List.of("w", OP.text()), Files.readAllLines(folder.resolve(Journal.NAME)));
    }
  }

  @Test
  void onlyOneAtATimeHasIt() throws IOException {
    try (Journal j = Journal.open(folder)) {
      assertNotNull(j);
      assertNull(Journal.open(folder));
    }
    assertEquals(Optional.empty(), left());
  }

  @Test
  void aJournalThatIsDamagedBlamesNobody() throws IOException {
    for (String text : List.of("w", "w\n", "a\nb\nc\n", "\0".repeat(10_000))) {
      Files.writeString(folder.resolve(Journal.NAME), text);
      assertEquals(Optional.empty(), left());
    }
  }
}
