package dev.imbrex.opencl.lower;

import java.util.Map;

/** How a product is cut into tiles, and what its kernel wants of its operands. */
sealed interface ProductTile permits PrivateTile, LocalTile {
  /** Returns the family of kernels. */
  String family();

  /** Returns the tile's name, as in {@link NamedTile}. */
  String text();

  /** Returns the kernel's name. */
  default String kernel() {
    return family() + "_f32";
  }

  /** Returns the parameters of the family that make this tile. */
  Map<String, Integer> macros();

  /** Returns how many rows of the result a group computes at a time. */
  int rows();

  /** Returns how many columns. */
  int columns();

  /** Returns how many work-items a group has. */
  int items();

  /** Returns whether a work-item goes on to further tiles. */
  boolean loops();

  /**
   * Returns how many pixels are added up for all tiles before the next, where k is pixels: so many
   * as what is read of the right operand stays near.
   */
  int pixelsOfBlock();

  /** Returns how many tiles a product should have; with fewer, k is split where it can be. */
  int enoughTiles();

  /** Returns whether the picture should get a border of zeros first. */
  boolean wantsBorder(Product p);

  /** Returns whether the right operand must be packed into panels first. */
  boolean wantsPanels(Product p);

  /** Returns the source of the epilogue's activation for this kernel's type of floats. */
  String source(Epilogue e);
}
