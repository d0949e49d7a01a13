package io.kindling.nn;

import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Modules one after another, named 0, 1, 2, ... or as given; {@code torch.nn.Sequential}. */
public final class Sequential extends Module {
  private static final long serialVersionUID = 1L;

  public Sequential(Module... layers) {
    for (Module layer : layers) {
      append(layer);
    }
  }

  /** Modules by name, in the map's order. */
  public Sequential(Map<String, ? extends Module> layers) {
    layers.forEach(this::append);
  }

  /** Adds a module at the end under the next number; returns this. */
  public Sequential append(Module layer) {
    return append(Integer.toString(size()), layer);
  }

  /** Adds a module at the end; returns this. */
  public Sequential append(String name, Module layer) {
    if (layer == null) {
      throw new IllegalArgumentException("Sequential: layer '" + name + "' is null");
    }
    register(name, layer);
    return this;
  }

  @Override
  public Tensor forward(Tensor input) {
    Tensor x = input;
    for (Module layer : namedChildren().values()) {
      x = layer.call(x);
    }
    return x;
  }

  /** The module at a position; negative counts from the last. */
  public Module get(int index) {
    return ModuleList.at("Sequential", children(), index);
  }

  public int size() {
    return namedChildren().size();
  }

  /** The modules in order. */
  public List<Module> layers() {
    return List.copyOf(children());
  }
}
