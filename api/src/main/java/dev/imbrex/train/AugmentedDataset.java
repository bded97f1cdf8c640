package dev.imbrex.train;

/** The examples of another data set, varied in training. */
final class AugmentedDataset extends DatasetView {
  private final Augmentation augmentation;

  AugmentedDataset(Dataset base, Augmentation augmentation) {
    super(base);
    this.augmentation = augmentation;
  }

  @Override
  public Augmentation augmentation() {
    return augmentation;
  }
}
