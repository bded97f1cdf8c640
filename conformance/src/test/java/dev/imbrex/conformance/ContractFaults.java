package dev.imbrex.conformance;

import dev.imbrex.op.CompositeOp;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.Op;
import dev.imbrex.program.Program;
import dev.imbrex.spi.Buffer;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.NodeTime;
import dev.imbrex.spi.OutOfDeviceMemoryException;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.Support;
import dev.imbrex.spi.UnsupportedOpException;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.TensorType;
import java.util.List;

/** Backends that do not keep the contract. */
final class ContractFaults {
  private ContractFaults() {}

  private static boolean single(Op op, List<TensorType> inputs) {
    return op instanceof MatMul && inputs.get(0).dtype() == DType.F64;
  }

  /** Says that it does not support what it runs all the same. */
  static final class Modest extends ForwardingBackend {
    @Override
    public Support supports(Op op, List<TensorType> inputs) {
      return single(op, inputs) ? Support.UNSUPPORTED : super.supports(op, inputs);
    }
  }

  /** Says that it supports what it refuses. */
  static final class Boastful extends ForwardingBackend {
    @Override
    public Executable compile(Program program, CompileOptions options) {
      for (Program.Node n : program.nodes()) {
        if (single(n.op(), n.inputTypes())) {
          throw new UnsupportedOpException("No " + n.op() + " of F64 for " + n.source() + ".");
        }
      }
      return super.compile(program, options);
    }
  }

  /** Does not support a required op. */
  static final class Incomplete extends ForwardingBackend {
    @Override
    public Support supports(Op op, List<TensorType> inputs) {
      return op instanceof MatMul ? Support.UNSUPPORTED : super.supports(op, inputs);
    }
  }

  /** Claims to run every composite itself. */
  static final class KnowsEverything extends ForwardingBackend {
    @Override
    public Support supports(Op op, List<TensorType> inputs) {
      return op instanceof CompositeOp ? Support.NATIVE : super.supports(op, inputs);
    }
  }

  /** Binds whatever it is given. */
  static final class BindsAnything extends ForwardingBackend {
    @Override
    public Executable compile(Program program, CompileOptions options) {
      return new ForwardingExecutable(super.compile(program, options)) {
        @Override
        public Invocation bind(List<Slice> inputs, List<Slice> outputs, Slice arena) {
          try {
            return super.bind(inputs, outputs, arena);
          } catch (IllegalArgumentException ex) {
            return () -> {};
          }
        }
      };
    }
  }

  /** Forgets the times of invocations that are closed. */
  static final class ForgetfulProfile extends ForwardingBackend {
    @Override
    public Executable compile(Program program, CompileOptions options) {
      return new ForwardingExecutable(super.compile(program, options)) {
        @Override
        public List<NodeTime> profile() {
          return super.profile().stream()
              .map(t -> new NodeTime(t.source(), t.op(), t.kernel(), 1, t.nanos(), 0, t.bytes()))
              .toList();
        }
      };
    }
  }

  /** Buffers outlive their backend. */
  static final class NeverCloses extends ForwardingBackend {
    @Override
    public void close() {
      if (good.openHandles() == 0) {
        good.close();
      }
    }
  }

  /** Runs out of memory in a way of its own. */
  static final class WrongMemoryError extends ForwardingBackend {
    @Override
    public Buffer allocate(long bytes) {
      try {
        return super.allocate(bytes);
      } catch (OutOfDeviceMemoryException e) {
        throw new IllegalStateException("CL_MEM_OBJECT_ALLOCATION_FAILURE", e);
      }
    }
  }

  /** Counts memory, but never gives it back. */
  static final class GrowingPool extends ForwardingBackend {
    private long pool;

    @Override
    public Buffer allocate(long bytes) {
      Buffer b = super.allocate(bytes);
      pool += b.bytes();
      return b;
    }

    @Override
    public long allocatedBytes() {
      return pool;
    }
  }
}
