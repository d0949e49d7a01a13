package io.kindling.torchdb;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes the tensors of a case from what stands in the file; tensors.py says how they are written.
 */
final class Inputs {
  final DType dtype;
  private final Layout layout;

  /** The tensors that want a gradient, in the order they were made. */
  final List<Tensor> differentiable = new ArrayList<>();

  /** All tensors in the order they were made. */
  final List<Tensor> all = new ArrayList<>();

  Inputs(DType dtype, Layout layout) {
    this.dtype = dtype;
    this.layout = layout;
  }

  /** The value with its tensors in place of their descriptions. */
  Object make(Object described) {
    if (described instanceof List<?> list) {
      List<Object> made = new ArrayList<>();
      list.forEach(item -> made.add(make(item)));
      return made;
    }
    if (!(described instanceof Map<?, ?> map)) {
      return described;
    }
    if (map.containsKey("d")) {
      return DType.of((String) map.get("d"));
    }
    if (map.containsKey("x")) {
      return number(map.get("x"));
    }
    Shape shape = Shape.of(ints(map.get("s")));
    String type = (String) map.get("t");
    DType own = type.equals("F") ? dtype : DType.of(type);
    double[] values;
    if (map.get("g") instanceof List<?> g) {
      values =
          Recipe.values(
              whole(g.get(0)),
              (int) whole(g.get(1)),
              whole(g.get(2)),
              whole(g.get(3)),
              shape.numel());
    } else {
      values = numbers(map.get("v"));
    }
    if (map.get("z") instanceof List<?> z) {
      Recipe.special(values, (int) whole(z.get(0)), (int) whole(z.get(1)));
    }
    Tensor tensor =
        own == DType.INT64 && map.get("v") instanceof List<?> list
            ? layout.tensor(own, shape, list.stream().mapToLong(Inputs::whole).toArray())
            : layout.tensor(own, shape, values);
    all.add(tensor);
    if (map.containsKey("r")) {
      tensor.requiresGrad_();
      differentiable.add(tensor);
    }
    return tensor;
  }

  static long whole(Object value) {
    return ((Number) value).longValue();
  }

  static double number(Object value) {
    if (value instanceof String text) {
      return switch (text) {
        case "nan" -> Double.NaN;
        case "inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        default -> throw new IllegalArgumentException(text);
      };
    }
    return ((Number) value).doubleValue();
  }

  static int[] ints(Object list) {
    return ((List<?>) list).stream().mapToInt(v -> Math.toIntExact(whole(v))).toArray();
  }

  static double[] numbers(Object list) {
    return ((List<?>) list).stream().mapToDouble(Inputs::number).toArray();
  }
}
