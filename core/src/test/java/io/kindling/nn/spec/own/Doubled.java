package io.kindling.nn.spec.own;

import io.kindling.nn.Configurable;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.tensor.Tensor;
import java.util.Map;

/** A module that says what it was made with. */
public final class Doubled extends Module implements Configurable {
  private static final long serialVersionUID = 1L;

  private final int features;
  private final double factor;
  private final Linear layer;

  public Doubled(int features, double factor) {
    this.features = features;
    this.factor = factor;
    this.layer = register("layer", new Linear(features, 3));
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("features", features, "factor", factor);
  }

  public static Doubled fromConfig(Map<String, Object> config) {
    return new Doubled(
        ((Number) config.get("features")).intValue(),
        ((Number) config.get("factor")).doubleValue());
  }

  @Override
  public Tensor forward(Tensor x) {
    return layer.call(x).mul(factor);
  }
}
