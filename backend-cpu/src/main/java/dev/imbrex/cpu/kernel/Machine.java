package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.gemm.Product;
import dev.imbrex.cpu.gemm.Tiles;
import dev.imbrex.cpu.parallel.Job;
import dev.imbrex.cpu.parallel.Workers;

/** What kernels run on: threads, tiles and functions for this machine's vectors. */
public final class Machine {
  private final Workers workers;
  private final Tiles tiles;
  private final Functions functions;
  private final Rows rows;
  private final Transforms transforms;

  private Machine(int threads, Tiles tiles, Functions functions, Rows rows, Transforms transforms) {
    this.workers = new Workers(threads);
    this.tiles = tiles;
    this.functions = functions;
    this.rows = rows;
    this.transforms = transforms;
  }

  /** Returns a machine without vectors. */
  public static Machine plain(int threads) {
    return new Machine(
        threads, Tiles.plain(), new PlainFunctions(), new PlainRows(), new PlainTransforms());
  }

  /**
   * Returns a machine with vectors of this many floats; only where the vector module is present.
   *
   * @param tried whether plain loops stand in for vectors until these are faster
   */
  public static Machine vectors(int threads, int lanes, boolean tried) {
    Operators.useAll();
    Tiles tiles = Tiles.vectors(lanes);
    Functions functions = new Apart(new VectorFunctions());
    return new Machine(
        threads,
        tried ? tiles.tried() : tiles,
        tried ? new Tried(functions) : functions,
        new VectorRows(),
        new VectorTransforms());
  }

  /** Returns the threads. */
  public Workers workers() {
    return workers;
  }

  Tiles tiles() {
    return tiles;
  }

  Functions functions() {
    return functions;
  }

  Rows rows() {
    return rows;
  }

  Transforms transforms() {
    return transforms;
  }

  /** Runs the tasks of a job. */
  void run(Job job, int tasks) {
    workers.run(job, tasks);
  }

  /** Returns fresh work space for each worker. */
  Product[] products() {
    Product[] p = new Product[workers.count()];
    for (int i = 0; i < p.length; i++) {
      p[i] = new Product(tiles);
    }
    return p;
  }
}
