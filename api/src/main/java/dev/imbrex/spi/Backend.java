package dev.imbrex.spi;

import dev.imbrex.op.Op;
import dev.imbrex.program.Program;
import dev.imbrex.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * An open device. Safe for use from several threads.
 *
 * <p>Closing it waits for running work and closes every buffer and executable that is still open;
 * whatever is used after that throws {@link IllegalStateException}.
 */
public interface Backend extends AutoCloseable {
  /** Returns the device. */
  DeviceInfo device();

  /** Returns how this backend runs an op with inputs of these types. */
  Support supports(Op op, List<TensorType> inputs);

  /**
   * Returns the names of the ways in which this backend can run an op natively, for {@link
   * CompileOptions#withImplementation}: the one it would choose comes first. Empty where there is
   * only one. Names have no white space and no colon. There may be more ways than are listed, such
   * as other sizes of tiles, whose names a backend documents.
   */
  default List<String> implementations(Op op, List<TensorType> inputs) {
    return List.of();
  }

  /**
   * Translates a program for this device.
   *
   * @throws UnsupportedOpException if it has an op that is not supported; names op, types and
   *     source
   * @throws OutOfDeviceMemoryException if its temporary memory can not fit the device
   */
  Executable compile(Program program, CompileOptions options);

  /**
   * Allocates device memory, whose contents are undefined.
   *
   * @param bytes at least 1; rounded up to a multiple of 4
   * @throws OutOfDeviceMemoryException if there is not enough
   */
  Buffer allocate(long bytes);

  /**
   * Writes the device programs that executables and their invocations have needed so far into a
   * folder: sources to read and, where the driver gives them, binaries to begin from later.
   *
   * @return the names of the files, sorted
   * @throws UnsupportedOperationException if this backend compiles nothing that could be written
   * @throws IOException if the folder can not be written to
   */
  default List<String> exportKernels(Path folder) throws IOException {
    throw new UnsupportedOperationException(
        "The backend "
            + device().id()
            + " has no kernels to export; name one that compiles programs for a device, such as"
            + " opencl.");
  }

  /**
   * Measures the ways to run those ops of a program of which that is not known yet, and remembers
   * the fastest of each for what is compiled from now on, in this process and in later ones. The
   * program is not run; what was compiled before stays as it is.
   *
   * @param options as for {@link #compile}
   * @param level with {@link TuningLevel#NONE} nothing is measured
   * @param progress is told in a line what is being done
   * @return what is known of the program's ops, in their order; empty where this backend has
   *     nothing to choose
   * @throws BackendUnavailableException if there is no place to remember it
   */
  default List<TunedOp> tune(
      Program program, CompileOptions options, TuningLevel level, Consumer<String> progress) {
    return List.of();
  }

  /**
   * Writes all that {@link #tune} has found on this device into a file, for others who have one.
   *
   * @return how many ops it is about
   * @throws UnsupportedOperationException if this backend has nothing to choose
   * @throws IOException if the file can not be written
   */
  default int exportTuning(Path file) throws IOException {
    throw noTuning();
  }

  /**
   * Takes over what {@link #exportTuning} wrote; of ops that both know, the file's. Anything in it
   * that this device can not do is passed over later, when a program is compiled.
   *
   * @return how many ops it is about
   * @throws UnsupportedOperationException if this backend has nothing to choose
   * @throws IllegalArgumentException if it is not such a file, or of another device
   * @throws IOException if it can not be read
   */
  default int importTuning(Path file) throws IOException {
    throw noTuning();
  }

  private UnsupportedOperationException noTuning() {
    return new UnsupportedOperationException(
        "The backend "
            + device().id()
            + " has nothing to tune; name one that compiles programs for a device, such as"
            + " opencl.");
  }

  /** Waits until all work given so far is done; failures of that work are thrown here. */
  void synchronize();

  /**
   * Returns how much device memory a buffer of so many bytes takes, for those who plan: more than
   * that where memory is given in sizes of its own.
   */
  default long allocationBytes(long bytes) {
    return (bytes + 3) / 4 * 4;
  }

  /** Returns how many bytes of device memory are allocated now, pools and caches included. */
  long allocatedBytes();

  /**
   * Returns how many buffers and executables are open: 0 before {@link #close} if nothing leaked.
   */
  int openHandles();

  @Override
  void close();
}
