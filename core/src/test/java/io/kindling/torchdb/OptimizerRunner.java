package io.kindling.torchdb;

import io.kindling.optim.Optimizer;
import io.kindling.optim.Optimizers;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Some steps of an optimizer over two parameters, as optimizers.py takes them. */
final class OptimizerRunner {
  private static final List<Shape> SHAPES = List.of(Shape.of(3, 2), Shape.of(4));
  private static final int STEPS = 6;

  private OptimizerRunner() {}

  static List<Tensor> call(Case c, Inputs inputs) {
    Map<String, Object> options = new LinkedHashMap<>();
    ((Map<?, ?>) c.text().get("c"))
        .forEach(
            (k, v) -> {
              Object value = inputs.make(v);
              options.put(
                  (String) k, value instanceof Tensor t && t.numel() == 1 ? t.item() : value);
            });
    DType dtype = inputs.dtype;
    List<Tensor> parameters = new ArrayList<>();
    for (int i = 0; i < SHAPES.size(); i++) {
      parameters.add(sent(100 + i, dtype, SHAPES.get(i)).requiresGrad_());
    }
    Optimizer optimizer = Optimizers.byName(c.operation(), options).create(parameters);
    for (int step = 0; step < STEPS; step++) {
      for (int i = 0; i < SHAPES.size(); i++) {
        parameters.get(i).setGrad(sent(200 + 2 * step + i, dtype, SHAPES.get(i)));
      }
      optimizer.step();
    }
    return parameters.stream().map(Tensor::detach).toList();
  }

  private static Tensor sent(int which, DType dtype, Shape shape) {
    return Layout.CONTIGUOUS.tensor(dtype, shape, Recipe.sent(which, shape.numel()));
  }
}
