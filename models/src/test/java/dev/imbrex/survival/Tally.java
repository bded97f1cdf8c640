package dev.imbrex.survival;

/**
 * What a campaign has come to.
 *
 * @param kills how many processes were killed
 * @param runs how many trainings came to their end in spite of it
 * @param lost after how many kills no checkpoint could be read that was there before
 * @param different how many trainings ended in other bits than the undisturbed one
 * @param stepsKept how many steps the checkpoints held after kills, in all
 */
record Tally(int kills, int runs, int lost, int different, long stepsKept) {
  boolean isClean() {
    return lost == 0 && different == 0 && runs > 0;
  }

  @Override
  public String toString() {
    return String.format(
        "%d kills, %d trainings brought to their end, %d checkpoints lost, %d with other bits"
            + " (steps in the checkpoint after a kill: %.1f on average)",
        kills, runs, lost, different, kills == 0 ? 0 : (double) stepsKept / kills);
  }
}
