package io.kindling.nn.models;

import io.kindling.nn.Module;
import io.kindling.nn.Sequential;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network over packed rows that was made without knowing their fields, as PyTorch's lazy modules
 * are without knowing their input.
 */
public interface NeedsFields {

  /** Whether fields are still missing. */
  boolean needsFields();

  /**
   * A new network of the same settings that knows them.
   *
   * @param outputs how many numbers it gives, where it was not told
   */
  Module withFields(List<PackedField> fields, int outputs);

  /** A network in which whatever misses its fields has them; itself where nothing does. */
  static Module complete(Module network, List<PackedField> fields, int outputs) {
    if (network instanceof NeedsFields lazy && lazy.needsFields()) {
      return lazy.withFields(fields, outputs);
    }
    if (!(network instanceof Sequential sequential)) {
      return network;
    }
    boolean same = true;
    Map<String, Module> layers = new LinkedHashMap<>();
    for (Map.Entry<String, Module> layer : sequential.namedChildren().entrySet()) {
      Module whole = complete(layer.getValue(), fields, outputs);
      same &= whole == layer.getValue();
      layers.put(layer.getKey(), whole);
    }
    return same ? network : new Sequential(layers);
  }
}
