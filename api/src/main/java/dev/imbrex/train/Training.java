package dev.imbrex.train;

import dev.imbrex.nn.Model;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.NodeTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A training that is under way, as its {@link Callback}s see it. */
public final class Training {
  private final FitLoop loop;

  Training(FitLoop loop) {
    this.loop = loop;
  }

  /** Returns the model; its numbers are those of the beginning until training ends. */
  public Model model() {
    return loop.model();
  }

  /** Returns the data that it learns from. */
  public Dataset data() {
    return loop.data();
  }

  /** Returns the device. */
  public DeviceInfo device() {
    return loop.backend().device();
  }

  /** Returns how many bytes are held on the device now, by everyone who uses this backend. */
  public long allocatedBytes() {
    return loop.backend().allocatedBytes();
  }

  /** Returns how many epochs there are to be. */
  public int epochs() {
    return loop.terms().epochs();
  }

  /** Returns how many examples a step has at most. */
  public int batchSize() {
    return loop.terms().batchSize();
  }

  /** Returns the number of the epoch that is under way, from 1. */
  public int epoch() {
    return loop.stepper().position().epoch() + 1;
  }

  /** Returns how many steps of the epoch are done. */
  public int step() {
    return loop.stepper().position().step();
  }

  /** Returns how many steps an epoch has. */
  public int stepsPerEpoch() {
    return loop.stepper().stepsPerEpoch();
  }

  /** Returns how many steps are done since the beginning of training. */
  public long totalSteps() {
    return loop.stepper().position().steps();
  }

  /** Returns the learning rate of the step that was done last, or is about to be the first. */
  public double learningRate() {
    return loop.stepper().learningRate();
  }

  /**
   * Returns loss and metrics by name, averaged over the steps of this epoch so far. Waits for the
   * device, so do not ask at every step.
   */
  public Map<String, Double> averages() {
    return loop.stepper().averages();
  }

  /** Returns how many seconds the steps of this epoch have taken so far. */
  public double epochSeconds() {
    return loop.stepper().stopwatch().seconds();
  }

  /** Returns how many examples were trained on per second, in this epoch and process so far. */
  public double imagesPerSecond() {
    return loop.stepper().stopwatch().perSecond();
  }

  /**
   * Returns how many seconds the steps of this process have waited for their examples: as long as
   * the thread that varies and packs them falls behind.
   */
  public double waitedSeconds() {
    return loop.waitedSeconds();
  }

  /**
   * Returns how long each op of the training steps has taken in this process so far, step by step
   * of the programs; batches of different sizes have programs of their own. Waits for the device.
   * {@link Callback#onTrainEnd} is the last who may ask.
   *
   * @return empty unless {@link Trainer#profile} asks for it and the backend can tell
   */
  public List<NodeTime> profile() {
    return loop.profile();
  }

  /** Returns the finished epochs. */
  public List<History.Epoch> history() {
    return loop.finished();
  }

  /**
   * Ends training after the step or epoch that is under way.
   *
   * @param reason as a sentence, for people
   */
  public void stop(String reason) {
    loop.stop(reason);
  }

  /**
   * Writes a checkpoint of everything as it is now into a folder of its own, replacing the one that
   * is there. It is whole at every moment.
   *
   * @throws IOException if it can not be written; the one before is not lost
   */
  public void save(Path folder) throws IOException {
    loop.save(folder);
  }

  FitLoop loop() {
    return loop;
  }
}
