package dev.imbrex.spi;

import dev.imbrex.op.Op;
import dev.imbrex.program.Program;
import dev.imbrex.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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
   * only one. Names have no white space and no colon.
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
