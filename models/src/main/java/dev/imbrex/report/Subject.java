package dev.imbrex.report;

import dev.imbrex.data.Normalization;
import dev.imbrex.nn.Model;
import dev.imbrex.train.Dataset;
import dev.imbrex.train.History;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a report is about: a run.
 *
 * @param network what the network is called
 * @param data what the data set is called
 * @param model the network as it is at the end
 * @param normalization how it sees pictures
 * @param validation the pictures that it has not learned from
 * @param history its epochs, and how they ended
 * @param settings whatever else there is to tell, by name
 * @param seed for what is drawn at random in pictures
 */
public record Subject(
    String network,
    String data,
    Model model,
    Normalization normalization,
    Dataset validation,
    History history,
    Map<String, String> settings,
    long seed) {
  public Subject {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }
}
