package io.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kindling.nn.models.CifarCnn;
import io.kindling.nn.models.LeNet;
import io.kindling.nn.models.ResNet20;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A batch without samples goes forward and backward through whole networks: no error, zeros for the
 * gradients, and running statistics stay as they are.
 */
final class EmptyBatchTest {
  private static Map<String, Supplier<Module>> networks() {
    Map<String, Supplier<Module>> networks = new TreeMap<>();
    networks.put("CifarCnn", CifarCnn::create);
    networks.put("LeNet", () -> new LeNet(3));
    networks.put("ResNet20", () -> new ResNet20(10));
    networks.put(
        "other layers",
        () ->
            new Sequential(
                new Conv2d(Conv2d.options(3, 8, 3).padding(1).groups(1)),
                new GroupNorm(2, 8),
                new PReLU(8, 0.25),
                new ConvTranspose2d(8, 8, 2),
                new InstanceNorm2d(8),
                new AvgPool2d(2),
                new PixelShuffle(2),
                new Upsample(2),
                new ReflectionPad2d(1),
                new LayerNorm(66),
                new Dropout(0.5),
                new AdaptiveMaxPool2d(4),
                new AdaptiveAvgPool2d(1),
                new Flatten(),
                new BatchNorm1d(2),
                new Linear(2, 10),
                new LogSoftmax(1)));
    return networks;
  }

  @TestFactory
  Stream<DynamicTest> passesThrough() {
    return networks().entrySet().stream()
        .flatMap(
            network ->
                Stream.of(DType.FLOAT32, DType.FLOAT64)
                    .flatMap(
                        dtype ->
                            Stream.of(true, false)
                                .map(
                                    training ->
                                        DynamicTest.dynamicTest(
                                            network.getKey() + " " + dtype + " " + training,
                                            () -> run(network.getValue(), dtype, training)))));
  }

  private static void run(Supplier<Module> network, DType dtype, boolean training) {
    Module model = network.get().train(training).to(dtype);
    Map<String, double[]> before = buffers(model);
    Tensor x = Tensors.zeros(dtype, 0, 3, 32, 32).requiresGrad_();
    Tensor y = model.call(x);
    assertEquals(Shape.of(0, 10), y.shape());
    y.sum().backward();
    assertEquals(x.shape(), x.grad().shape());
    for (Map.Entry<String, Tensor> parameter : model.namedParameters().entrySet()) {
      double[] zeros = new double[parameter.getValue().numel()];
      Tensor gradient = parameter.getValue().grad();
      assertEquals(parameter.getValue().shape(), gradient.shape(), parameter.getKey());
      assertArrayEquals(zeros, gradient.toDoubleArray(), parameter.getKey());
    }
    buffers(model).forEach((name, values) -> assertArrayEquals(before.get(name), values, name));
    assertEquals(List.copyOf(before.keySet()), List.copyOf(buffers(model).keySet()));
  }

  /** All but the counts of batches. */
  private static Map<String, double[]> buffers(Module model) {
    Map<String, double[]> values = new TreeMap<>();
    model
        .namedBuffers()
        .forEach(
            (name, buffer) -> {
              if (buffer.dtype().isFloatingPoint()) {
                values.put(name, buffer.toDoubleArray());
              }
            });
    return values;
  }
}
