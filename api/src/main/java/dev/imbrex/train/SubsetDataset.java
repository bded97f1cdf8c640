package dev.imbrex.train;

import java.util.Arrays;

/** Some of the examples of another data set. */
final class SubsetDataset extends DatasetView {
  private final int[] indices;

  SubsetDataset(Dataset base, int[] indices) {
    super(base);
    this.indices = indices;
    if (indices.length == 0) {
      throw new IllegalArgumentException(
          "A part of the data set " + base.name() + " needs at least one example.");
    }
    for (int i : indices) {
      if (i < 0 || i >= base.size()) {
        throw new IllegalArgumentException(
            "The data set " + base.name() + " has " + base.size() + " examples and no " + i + ".");
      }
    }
  }

  static Split split(Dataset data, double fraction, long seed) {
    if (!(fraction > 0 && fraction < 1)) {
      throw new IllegalArgumentException(
          "The fraction of a split must lie between 0 and 1, but is " + fraction + ".");
    }
    int n = data.size();
    int[] order = new int[n];
    Draws draws = new Draws(seed, Draws.SPLIT);
    draws.permutation(order);
    int[] left = new int[data.classes()];
    for (int i = 0; i < n; i++) {
      left[data.label(i)]++;
    }
    for (int c = 0; c < left.length; c++) {
      left[c] = (int) Math.round(left[c] * fraction);
    }
    int[] first = new int[n];
    int[] second = new int[n];
    int firsts = 0;
    int seconds = 0;
    for (int i : order) {
      if (left[data.label(i)]-- > 0) {
        first[firsts++] = i;
      } else {
        second[seconds++] = i;
      }
    }
    return new Split(
        data.subset(Arrays.copyOf(first, firsts)), data.subset(Arrays.copyOf(second, seconds)));
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public void read(int index, float[] dst, int offset) {
    base.read(indices[index], dst, offset);
  }

  @Override
  public int label(int index) {
    return base.label(indices[index]);
  }

  @Override
  public int label(int index, int output) {
    return base.label(indices[index], output);
  }
}
