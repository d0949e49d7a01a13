package io.kindling.nn.models;

import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.ReLU;
import io.kindling.nn.Sequential;
import java.util.Arrays;
import java.util.function.Supplier;

/** The multilayer perceptron: linear layers with an activation between them. */
public final class Mlp {
  private Mlp() {}

  /** (N, ...) with {@code sizes[0]} elements a sample to (N, last size), with ReLU. */
  public static Sequential create(int... sizes) {
    return create(ReLU::new, sizes);
  }

  /**
   * As {@link #create(int...)} with another activation.
   *
   * @throws IllegalArgumentException when there are fewer than two sizes
   */
  public static Sequential create(Supplier<? extends Module> activation, int... sizes) {
    if (sizes.length < 2) {
      throw new IllegalArgumentException(
          "mlp: sizes must name the input's and the output's at least, as [784, 100, 10], got "
              + Arrays.toString(sizes));
    }
    Sequential layers = new Sequential(new Flatten());
    for (int i = 1; i < sizes.length; i++) {
      if (i > 1) {
        layers.append(activation.get());
      }
      layers.append(new Linear(sizes[i - 1], sizes[i]));
    }
    return layers;
  }
}
