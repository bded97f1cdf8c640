package dev.imbrex.cli;

import dev.imbrex.train.Callback;
import dev.imbrex.train.History;
import dev.imbrex.train.Training;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Shows how training goes: one line per epoch, which on a terminal is alive, or events: each epoch,
 * the first step and one every few seconds.
 */
final class Progress implements Callback {
  private static final long REFRESH_NANOS = 250_000_000L;
  private static final long EVENT_NANOS = 10_000_000_000L;

  private final Output out;
  private long shown;
  private boolean anyShown;

  Progress(Output out) {
    this.out = out;
  }

  @Override
  public void onStepEnd(Training t) {
    long now = System.nanoTime();
    if (anyShown && now - shown <= (out.json() ? EVENT_NANOS : REFRESH_NANOS)) {
      return;
    }
    shown = now;
    anyShown = true;
    double left = t.epochSeconds() / t.step() * (t.stepsPerEpoch() - t.step());
    if (out.json()) {
      Map<String, Object> m = new LinkedHashMap<>();
      m.put("event", "step");
      m.put("epoch", t.epoch());
      m.put("step", t.step());
      m.put("steps", t.stepsPerEpoch());
      m.putAll(t.averages());
      m.put("learning_rate", t.learningRate());
      m.put("images_per_second", t.imagesPerSecond());
      m.put("seconds_left", left);
      out.event(m);
    } else if (out.live() && t.step() < t.stepsPerEpoch()) {
      out.text(
          String.format(
              Locale.ROOT,
              "\r\033[Kepoch %d/%d  batch %d/%d  %,.0f images/s  %s  rate %.3g  %.0f s left",
              t.epoch(),
              t.epochs(),
              t.step(),
              t.stepsPerEpoch(),
              t.imagesPerSecond(),
              figures(t.averages()),
              t.learningRate(),
              left));
    }
  }

  @Override
  public void onEpochEnd(Training t, History.Epoch e) {
    out.text(out.live() ? "\r\033[K" : "");
    out.say(
        "epoch %d/%d  %,.0f images/s  %s  rate %.3g  %.1f s",
        e.number(),
        t.epochs(),
        e.imagesPerSecond(),
        figures(e.figures()),
        e.learningRate(),
        e.seconds());
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("event", "epoch");
    m.put("epoch", e.number());
    m.putAll(e.figures());
    m.put("learning_rate", e.learningRate());
    m.put("seconds", e.seconds());
    m.put("images_per_second", e.imagesPerSecond());
    out.event(m);
  }

  static String figures(Map<String, Double> figures) {
    StringBuilder s = new StringBuilder();
    figures.forEach(
        (name, v) -> {
          boolean share = name.endsWith("accuracy");
          s.append(s.length() == 0 ? "" : "  ");
          s.append(
              share
                  ? String.format(Locale.ROOT, "%s %.2f%%", name, 100 * v)
                  : String.format(Locale.ROOT, "%s %.4f", name, v));
        });
    return s.toString();
  }
}
