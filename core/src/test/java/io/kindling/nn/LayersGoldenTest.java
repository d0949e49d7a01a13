package io.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.spec.Modules;
import io.kindling.tensor.Tensor;
import io.kindling.testing.Golden;
import io.kindling.testing.GoldenCase;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every layer that can be made by name, against PyTorch: text form, outputs, gradients of inputs
 * and parameters to second order, buffers afterwards.
 */
final class LayersGoldenTest {
  private static final Set<String> NETWORKS =
      Set.of(
          "cifar-cnn",
          "LeNet",
          "ResNet20",
          "ResNet32",
          "ResNet44",
          "ResNet56",
          "ResNet110",
          "CifarResNet",
          "WideResNet",
          "Airbench",
          "DenseFeatures",
          "WideAndDeep",
          "MobileNetV2",
          "mlp");

  @TestFactory
  Stream<DynamicTest> golden() {
    Golden golden = Golden.family("layers");
    for (String layer : Modules.names()) {
      if (!NETWORKS.contains(layer)) {
        golden.ops(layer, LayersGoldenTest::run);
      }
    }
    return golden.tests();
  }

  private static List<Tensor> run(GoldenCase c) {
    Module module = Modules.parse(c.text("layer"));
    assertEquals(c.text("repr").replace("\\n", "\n"), module.toString(), "text form");
    module.to(c.dtype()).train(c.flag("train"));
    module.namedParameters().forEach((name, own) -> replace(module, own, c.in("param." + name)));
    Map<String, Tensor> buffers = module.namedBuffers();
    buffers.forEach((name, buffer) -> buffer.copy_(c.in("buffer." + name)));
    List<Tensor> outputs = new ArrayList<>(call(module, c));
    buffers.values().forEach(buffer -> outputs.add(buffer.clone()));
    return outputs;
  }

  private static List<Tensor> call(Module module, GoldenCase c) {
    Tensor x = c.in("x");
    if (c.text("layer").contains("inplace=True")) {
      Tensor copy = x.clone();
      Tensor out = module.call(copy);
      assertTrue(out == copy || !module.isTraining(), "written in place");
      return List.of(out);
    }
    if (c.flag("indices")) {
      if (module instanceof MaxPool1d pool) {
        return List.of(pool.callWithIndices(x).values(), pool.callWithIndices(x).indices());
      }
      if (module instanceof MaxPool2d pool) {
        return List.of(pool.callWithIndices(x).values(), pool.callWithIndices(x).indices());
      }
      if (module instanceof AdaptiveMaxPool1d pool) {
        return List.of(pool.callWithIndices(x).values(), pool.callWithIndices(x).indices());
      }
      AdaptiveMaxPool2d pool = (AdaptiveMaxPool2d) module;
      return List.of(pool.callWithIndices(x).values(), pool.callWithIndices(x).indices());
    }
    if (module instanceof Bilinear bilinear) {
      return List.of(bilinear.call(x, c.in("x2")));
    }
    if (module instanceof CosineSimilarity similarity) {
      return List.of(similarity.call(x, c.in("x2")));
    }
    if (module instanceof PairwiseDistance distance) {
      return List.of(distance.call(x, c.in("x2")));
    }
    return List.of(module.call(x));
  }

  /** Puts a tensor of the test in a parameter's place, so that gradients reach it. */
  private static void replace(Module module, Tensor own, Tensor given) {
    int replaced = 0;
    for (Class<?> type = module.getClass(); type != Module.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        try {
          field.setAccessible(true);
          if (field.get(module) == own) {
            field.set(module, given);
            replaced++;
          }
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
    assertEquals(1, replaced, "fields of " + module + " that hold the parameter");
  }
}
