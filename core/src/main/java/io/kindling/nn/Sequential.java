package io.kindling.nn;

import io.kindling.tensor.Tensor;
import java.util.List;

/** Modules one after another, named 0, 1, 2, ...; {@code torch.nn.Sequential}. */
public final class Sequential extends Module {
  private static final long serialVersionUID = 1L;

  private final Module[] layers;

  public Sequential(Module... layers) {
    this.layers = layers.clone();
    for (int i = 0; i < layers.length; i++) {
      register(Integer.toString(i), layers[i]);
    }
  }

  @Override
  public Tensor forward(Tensor input) {
    Tensor x = input;
    for (Module layer : layers) {
      x = layer.call(x);
    }
    return x;
  }

  /** The modules in order. */
  public List<Module> layers() {
    return List.of(layers);
  }
}
