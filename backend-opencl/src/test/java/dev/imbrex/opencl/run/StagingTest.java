package dev.imbrex.opencl.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imbrex.opencl.OnDevice;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes arrive as they were sent, in any number, from heap and direct buffers, at any place. */
class StagingTest {
  private static final int CHUNK = 4 << 20;

  @RegisterExtension final OnDevice device = new OnDevice();

  @ParameterizedTest
  @ValueSource(
      ints = {4, 12, (1 << 16) - 4, (1 << 16) + 4, CHUNK - 4, CHUNK, CHUNK + 4, 5 * CHUNK + 20})
  void anyNumberOfBytesGoesThereAndBack(int bytes) {
    Session session = device.session(ProgramFolder.none());
    MemoryPool.Block block = session.take(bytes + 8L);
    byte[] sent = new byte[bytes];
    new SplittableRandom(bytes).nextBytes(sent);
    ByteBuffer source = ByteBuffer.wrap(sent);
    session.write(block.memory(), 4, source);
    Arrays.fill(sent, (byte) 0); // the source may be used again at once
    byte[] expected = new byte[bytes];
    new SplittableRandom(bytes).nextBytes(expected);
    ByteBuffer target = ByteBuffer.allocateDirect(bytes);
    session.read(block.memory(), 4, target);
    assertEquals(-1, ByteBuffer.wrap(expected).mismatch(target.rewind()));
    session.give(block);
  }
}
