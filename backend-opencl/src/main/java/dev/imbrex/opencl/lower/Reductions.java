package dev.imbrex.opencl.lower;

import dev.imbrex.kernels.KernelFamily;
import dev.imbrex.op.ArgReduce;
import dev.imbrex.op.Reduce;
import dev.imbrex.opencl.run.Built;
import dev.imbrex.opencl.run.Launch;
import dev.imbrex.opencl.run.LaunchKernel;
import dev.imbrex.opencl.run.Session;
import dev.imbrex.spi.Invocation;
import dev.imbrex.spi.Slice;
import dev.imbrex.spi.support.Kernel;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.Shape;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reductions over axes, and the indices of extremes. */
final class Reductions {
  /** From so many elements on a group looks for an extreme together. */
  private static final int TOGETHER = 64;

  private Reductions() {}

  static Kernel reduce(Session s, Reduce op, List<TensorType> in, List<TensorType> out) {
    TensorType x = in.get(0);
    List<ReducePlan.Stage> plan = ReducePlan.of(x.shape(), op.axes(), s.device().vectorWidth());
    Passes passes = new Passes(s, plan, op.fn(), x.dtype() == DType.I32);
    return new LaunchKernel(
        "reduction in " + plan.size() + " passes",
        passes.scratchBytes(),
        (inputs, y, scratch, launches) ->
            passes.append(y.get(0), inputs.get(0), scratch, launches));
  }

  /** The launches of a plan, for whoever has partial results to reduce. */
  static final class Passes {
    private final Session session;
    private final List<ReducePlan.Stage> plan;
    private final List<Built> programs = new ArrayList<>();

    Passes(Session s, List<ReducePlan.Stage> plan, Reduce.Fn fn, boolean integers) {
      this.session = s;
      this.plan = plan;
      KernelFamily f = Families.family("reduce");
      for (ReducePlan.Stage stage : plan) {
        int vector =
            stage.together()
                ? Families.vector(s, f, v -> v <= stage.height())
                : Families.vector(s, f, stage.inner());
        Map<String, Integer> values =
            Map.of("OPERATION", fn.ordinal(), "INTEGER", integers ? 1 : 0, "VECTOR", vector);
        programs.add(
            s.program(
                stage.together()
                    ? Families.cooperating(s, "reduce", values)
                    : Families.grid(s, "reduce", stage.results() / vector, values)));
      }
    }

    /** The sum, maximum or minimum of floats along the middle axis. */
    Passes(Session s, int outer, int n, int inner, Reduce.Fn fn) {
      this(s, ReducePlan.of(outer, n, inner, s.device().vectorWidth()), fn, false);
    }

    /** Returns the memory for what passes from stage to stage. */
    long scratchBytes() {
      return 4 * ReducePlan.scratchElements(plan);
    }

    /** Adds the launches. */
    void append(Slice y, Slice x, Slice scratch, List<Invocation> launches) {
      Slice from = x;
      long at = 0;
      for (int i = 0; i < plan.size(); i++) {
        ReducePlan.Stage stage = plan.get(i);
        boolean last = i == plan.size() - 1;
        Slice to = last ? y : scratch.part(at, 4 * stage.results());
        launches.add(launch(stage, programs.get(i), to, from));
        from = to;
        at += to.bytes();
      }
    }

    private Launch launch(ReducePlan.Stage stage, Built program, Slice to, Slice from) {
      Launch.Builder b =
          session.launch(program, stage.together() ? "reduce_rows" : "reduce_columns");
      b.slice(to).slice(from);
      b.i32(stage.outer()).i32(stage.n()).i32(stage.inner()).i32(stage.height());
      return stage.together()
          ? Families.lines(session, b, program, stage.results())
          : Families.over(b, program, stage.results() / program.get("VECTOR"));
    }
  }

  static Kernel argReduce(Session s, ArgReduce op, List<TensorType> in, List<TensorType> out) {
    Shape x = in.get(0).shape();
    int outer = (int) x.size(0, op.axis());
    int n = x.dim(op.axis());
    int inner = (int) x.size(op.axis() + 1, x.rank());
    long results = (long) outer * inner;
    boolean together = !Families.areAlone(s) && n >= TOGETHER;
    boolean integers = in.get(0).dtype() == DType.I32;
    Map<String, Integer> values =
        Map.of("OPERATION", op.fn() == ArgReduce.Fn.MAX ? 1 : 2, "INTEGER", integers ? 1 : 0);
    Built program =
        s.program(
            together
                ? Families.cooperating(s, "arg_reduce", values)
                : Families.grid(s, "arg_reduce", results, values));
    return new LaunchKernel(
        "index of the extreme",
        0,
        (inputs, y, scratch, launches) -> {
          Launch.Builder b = s.launch(program, together ? "arg_reduce_rows" : "arg_reduce_columns");
          b.slice(y.get(0)).slice(inputs.get(0)).i32(outer).i32(n).i32(inner);
          launches.add(
              together
                  ? b.over(results * program.get("WORK_GROUP"), program.get("WORK_GROUP"))
                  : Families.over(b, program, results));
        });
  }
}
