package dev.imbrex.cpu.kernel;

import dev.imbrex.cpu.gemm.Product;
import dev.imbrex.cpu.gemm.Tiles;
import dev.imbrex.cpu.parallel.Workers;

/** What kernels run on: the threads and the tiles for this machine's vectors. */
public record Machine(Workers workers, Tiles tiles) {
  /** Returns fresh work space for each worker. */
  Product[] products() {
    Product[] p = new Product[workers.count()];
    for (int i = 0; i < p.length; i++) {
      p[i] = new Product(tiles);
    }
    return p;
  }
}
