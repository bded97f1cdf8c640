package dev.imbrex.opencl.driver;

/** An object of OpenCL, of which only a driver knows more than its kind. Compared by identity. */
public final class ClHandle {
  /** The kinds of objects. Platforms and devices are never released. */
  public enum Kind {
    /** A platform: the driver of one vendor. */
    PLATFORM,
    /** A device. */
    DEVICE,
    /** A context. */
    CONTEXT,
    /** A command queue. */
    QUEUE,
    /** A memory object. */
    MEMORY,
    /** A program. */
    PROGRAM,
    /** A kernel with its arguments. */
    KERNEL,
    /** An event: when a command began and ended. */
    EVENT
  }

  private final Kind kind;
  private final Object reference;

  /** Creates the handle of an object that a driver knows by {@code reference}. */
  public ClHandle(Kind kind, Object reference) {
    this.kind = kind;
    this.reference = reference;
  }

  /** Returns what kind of object it is. */
  public Kind kind() {
    return kind;
  }

  /** Returns what the driver knows the object by. */
  <T> T as(Class<T> type) {
    return type.cast(reference);
  }

  @Override
  public String toString() {
    return kind + " " + reference;
  }
}
