package dev.imbrex.program;

import dev.imbrex.op.Concat;
import dev.imbrex.op.Crop;
import dev.imbrex.op.Reshape;
import dev.imbrex.op.Value;
import dev.imbrex.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lays out every value of a program in memory.
 *
 * <p>Values share a storage where one is a view of the other: a reshape, a crop that is one
 * contiguous run, and the operands of a concatenation whose result is their runs one behind the
 * other (they are written where they belong, and nothing is copied). Storages of outputs lie in the
 * outputs' slices, those of in-place updates in the input that they overwrite if nothing reads that
 * input too late; all others share an arena by liveness, each at the lowest offset that is free
 * throughout its life, in whichever of a few orders takes the least. What can not lie where it is
 * wanted is copied.
 */
public final class MemoryPlan {

  /** A copy of bytes that a backend makes at a certain point. */
  public record Copy(Location from, Location to, long bytes) {}

  /** A run of memory that holds a value, its views and the operands that were placed in it. */
  private static final class Storage {
    final long bytes;
    int firstWrite;
    int lastUse;
    boolean assembled;
    @Nullable Storage parent;
    long parentOffset;
    @Nullable Location fixed;
    Arena.Slot slot;

    Storage(long bytes, int firstWrite) {
      this.bytes = bytes;
      this.firstWrite = firstWrite;
      this.lastUse = firstWrite;
      this.slot = new Arena.Slot(bytes);
    }
  }

  /** Part of a storage, from an offset in bytes. */
  private record View(Storage storage, long offset) {
    /** Returns the same bytes as part of the storage that contains all others. */
    View root() {
      View v = this;
      while (v.storage.parent != null) {
        v = new View(v.storage.parent, v.offset + v.storage.parentOffset);
      }
      return v;
    }

    boolean covers(long bytes) {
      return offset == 0 && storage.bytes == bytes;
    }

    Location location() {
      View r = root();
      Location base = r.storage.fixed;
      return base != null
          ? base.plus(r.offset)
          : new Location(Location.Kind.ARENA, 0, r.storage.slot.offset + r.offset);
    }
  }

  private record PlannedCopy(View from, View to, long bytes) {
    Copy resolve() {
      return new Copy(from.location(), to.location(), bytes);
    }
  }

  private final Program program;
  private final int end;
  private final Map<Integer, View> views = new HashMap<>();
  private final Map<Integer, List<PlannedCopy>> copies = new HashMap<>();
  private final List<PlannedCopy> lastCopies = new ArrayList<>();
  private final Set<Integer> viewNodes = new HashSet<>();
  private final List<Storage> storages = new ArrayList<>();
  private final Storage[] scratch;
  private long arenaBytes;
  private long leastBytes;

  private MemoryPlan(Program program, long[] scratchBytes) {
    this.program = program;
    this.end = program.nodes().size();
    this.scratch = new Storage[end];
    for (int i = 0; i < end; i++) {
      scratch[i] = newStorage(scratchBytes[i], i);
    }
  }

  /**
   * Plans the memory of a program.
   *
   * @param scratchBytes per node, how much temporary memory its kernel needs while it runs
   * @param alignment of storages in the arena, in bytes
   */
  public static MemoryPlan of(Program program, long[] scratchBytes, int alignment) {
    return of(program, scratchBytes, alignment, Long.MAX_VALUE);
  }

  /**
   * Plans the memory of a program for an arena that is a row of pieces, such as buffers of a
   * device's largest size: nothing in it lies across the end of a piece.
   *
   * @param piece size of a piece in bytes, a multiple of the alignment; what is larger than that
   *     begins at the beginning of one
   */
  public static MemoryPlan of(Program program, long[] scratchBytes, int alignment, long piece) {
    MemoryPlan p = new MemoryPlan(program, scratchBytes);
    p.assignStorages();
    p.findLastUses();
    p.placeOutputs();
    p.reuseInPlace();
    p.placeArena(alignment, piece);
    return p;
  }

  /** Returns the size of the arena in bytes. */
  public long arenaBytes() {
    return arenaBytes;
  }

  /**
   * Returns the most bytes of the arena that are needed at one time, without regard to alignment:
   * with these lifetimes no arena is smaller.
   */
  public long leastBytes() {
    return leastBytes;
  }

  /** Returns where a value lies. */
  public Location location(Value v) {
    return view(v).location();
  }

  /** Returns where the temporary memory of a node lies, which may be of size 0. */
  public Location scratch(int node) {
    return new View(scratch[node], 0).location();
  }

  /** Returns whether a node needs no kernel, only the {@link #copies} made in its place. */
  public boolean isView(int node) {
    return viewNodes.contains(node);
  }

  /** Returns the copies to be made in place of a view node; mostly none. */
  public List<Copy> copies(int node) {
    return copies.getOrDefault(node, List.of()).stream()
        .map(PlannedCopy::resolve)
        // What stays as it is in an input that is updated in place is there already.
        .filter(c -> !c.from().equals(c.to()))
        .toList();
  }

  /** Returns the copies to be made after the last node, in this order; mostly none. */
  public List<Copy> lastCopies() {
    return lastCopies.stream().map(PlannedCopy::resolve).toList();
  }

  private Storage newStorage(long bytes, int firstWrite) {
    Storage s = new Storage(bytes, firstWrite);
    storages.add(s);
    return s;
  }

  private View view(Value v) {
    View view = views.get(v.id());
    if (view == null) {
      throw new IllegalArgumentException(v + " is not a value of the planned program.");
    }
    return view;
  }

  private void assignStorages() {
    for (int i = 0; i < program.inputs().size(); i++) {
      Value v = program.inputs().get(i);
      views.put(v.id(), new View(fixedStorage(v, Location.Kind.INPUT, i), 0));
    }
    for (int k = 0; k < end; k++) {
      Program.Node n = program.nodes().get(k);
      if (n.op() instanceof Reshape) {
        alias(k, n, 0);
      } else if (n.op() instanceof Crop && isRun((Crop) n.op(), n.inputs().get(0).shape())) {
        alias(k, n, runOffset((Crop) n.op(), n.inputs().get(0)));
      } else if (n.op() instanceof Concat
          && n.outputs().get(0).shape().size(0, ((Concat) n.op()).axis()) == 1) {
        assemble(k, n);
      } else {
        for (Value v : n.outputs()) {
          views.put(v.id(), new View(newStorage(v.type().bytes(), k), 0));
        }
      }
    }
  }

  private Storage fixedStorage(Value v, Location.Kind kind, int index) {
    Storage s = newStorage(v.type().bytes(), -1);
    s.fixed = new Location(kind, index, 0);
    return s;
  }

  private void alias(int k, Program.Node n, long offset) {
    View in = view(n.inputs().get(0));
    views.put(n.outputs().get(0).id(), new View(in.storage, in.offset + offset));
    viewNodes.add(k);
  }

  /**
   * Returns whether a crop takes one contiguous run: at most one axis is cut, all before it are 1.
   */
  static boolean isRun(Crop c, Shape in) {
    boolean cut = false;
    for (int i = in.rank() - 1; i >= 0; i--) {
      if (cut && c.size().dim(i) != 1) {
        return false;
      }
      cut |= c.size().dim(i) != in.dim(i);
    }
    return true;
  }

  private static long runOffset(Crop c, Value in) {
    long[] strides = in.shape().strides();
    long at = 0;
    for (int i = 0; i < strides.length; i++) {
      at += strides[i] * c.start().get(i);
    }
    return at * in.dtype().bytes();
  }

  /** Places the operands of a concatenation where they belong, or plans their copies. */
  private void assemble(int k, Program.Node n) {
    Storage whole = newStorage(n.outputs().get(0).type().bytes(), k);
    whole.assembled = true;
    long at = 0;
    for (Value v : n.inputs()) {
      View part = view(v);
      long bytes = v.type().bytes();
      if (part.covers(bytes) && part.storage.parent == null && part.storage.fixed == null) {
        part.storage.parent = whole;
        part.storage.parentOffset = at;
        whole.firstWrite = Math.min(whole.firstWrite, part.storage.firstWrite);
      } else {
        PlannedCopy copy = new PlannedCopy(part, new View(whole, at), bytes);
        copies.computeIfAbsent(k, i -> new ArrayList<>()).add(copy);
      }
      at += bytes;
    }
    views.put(n.outputs().get(0).id(), new View(whole, 0));
    viewNodes.add(k);
  }

  private void findLastUses() {
    for (int k = 0; k < end; k++) {
      Program.Node n = program.nodes().get(k);
      for (Value v : n.inputs()) {
        use(view(v), k);
      }
      for (Value v : n.outputs()) {
        use(view(v), k);
      }
    }
  }

  private static void use(View v, int k) {
    Storage s = v.root().storage;
    s.lastUse = Math.max(s.lastUse, k);
  }

  private void placeOutputs() {
    List<PlannedCopy> staged = new ArrayList<>();
    for (int o = 0; o < program.outputs().size(); o++) {
      Value v = program.outputs().get(o);
      View from = view(v).root();
      Integer in = program.updatesInPlace().get(o);
      Location target =
          in == null
              ? new Location(Location.Kind.OUTPUT, o, 0)
              : new Location(Location.Kind.INPUT, in, 0);
      if (target.equals(from.storage.fixed) && from.offset == 0) {
        continue;
      }
      boolean free = from.storage.fixed == null && from.covers(v.type().bytes());
      if (free && (in == null || mayOverwrite(from.storage, in))) {
        from.storage.fixed = target;
        continue;
      }
      use(from, end);
      Storage to = newStorage(v.type().bytes(), end);
      to.fixed = target;
      if (isOverwrittenInput(from.storage)) {
        // The source is an input that another copy may overwrite first: go by way of the arena.
        Storage stage = newStorage(v.type().bytes(), end);
        lastCopies.add(new PlannedCopy(from, new View(stage, 0), v.type().bytes()));
        from = new View(stage, 0);
      }
      staged.add(new PlannedCopy(from, new View(to, 0), v.type().bytes()));
    }
    lastCopies.addAll(staged);
  }

  private boolean isOverwrittenInput(Storage s) {
    Location at = s.fixed;
    return at != null
        && at.kind() == Location.Kind.INPUT
        && program.updatesInPlace().containsValue(at.index());
  }

  /** When a node writes a part of a storage. */
  private record Write(int node, long offset, long bytes) {}

  /**
   * Returns whether a storage may lie in an input: nothing reads a part of it that is overwritten.
   */
  private boolean mayOverwrite(Storage s, int input) {
    Storage in = view(program.inputs().get(input)).storage;
    List<Write> writes = writes(s, in);
    for (int k = 0; k < end; k++) {
      if (viewNodes.contains(k) && !copies.containsKey(k)) {
        continue;
      }
      for (Value v : program.nodes().get(k).inputs()) {
        View read = view(v).root();
        if (read.storage == in && clobbered(writes, k, read.offset, v.type().bytes())) {
          return false;
        }
      }
    }
    return program.outputs().stream().noneMatch(v -> view(v).root().storage == in);
  }

  /** Returns when parts of a storage are written that is to lie in an input. */
  private List<Write> writes(Storage root, Storage input) {
    List<Write> out = new ArrayList<>();
    for (Storage t : storages) {
      View at = new View(t, 0).root();
      if (at.storage == root && !t.assembled) {
        out.add(new Write(t.firstWrite, at.offset, t.bytes));
      }
    }
    copies.forEach(
        (k, list) -> {
          for (PlannedCopy c : list) {
            View at = c.to.root();
            View from = c.from.root();
            boolean stays = from.storage == input && from.offset == at.offset;
            if (at.storage == root && !stays) {
              out.add(new Write(k, at.offset, c.bytes));
            }
          }
        });
    return out;
  }

  /** Returns whether node k would read bytes that have been, or are just being, overwritten. */
  private boolean clobbered(List<Write> writes, int k, long offset, long bytes) {
    for (Write w : writes) {
      boolean overlap = w.offset < offset + bytes && offset < w.offset + w.bytes;
      boolean inPlace =
          w.node == k
              && program.nodes().get(k).op().elementwise()
              && w.offset == offset
              && w.bytes == bytes;
      if (overlap && w.node <= k && !inPlace) {
        return true;
      }
    }
    return false;
  }

  /** Lets the result of an elementwise op take the slot of an operand that is not used again. */
  private void reuseInPlace() {
    Set<Storage> continued = new HashSet<>();
    for (int k = 0; k < end; k++) {
      Program.Node n = program.nodes().get(k);
      if (!n.op().elementwise()) {
        continue;
      }
      for (Value out : n.outputs()) {
        Storage s = view(out).storage;
        if (s.fixed != null || s.parent != null) {
          continue;
        }
        for (Value v : n.inputs()) {
          View in = view(v).root();
          if (in.storage.fixed == null
              && in.storage.lastUse == k
              && in.covers(v.type().bytes())
              && in.storage.bytes == s.bytes
              && in.storage != s
              && continued.add(in.storage)) {
            s.slot = in.storage.slot;
            break;
          }
        }
      }
    }
  }

  /** Gives every slot that is used its place in the arena. */
  private void placeArena(int alignment, long piece) {
    Set<Arena.Slot> slots = new LinkedHashSet<>();
    for (Storage s : storages) {
      if (s.parent == null && s.fixed == null && s.bytes > 0) {
        s.slot.from = Math.min(s.slot.from, s.firstWrite);
        s.slot.to = Math.max(s.slot.to, s.lastUse);
        slots.add(s.slot);
      }
    }
    arenaBytes = Arena.place(List.copyOf(slots), alignment, piece);
    leastBytes = Arena.mostAtOnce(slots, end);
  }
}
