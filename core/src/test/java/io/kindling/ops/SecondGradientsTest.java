package io.kindling.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.autograd.Autograd;
import io.kindling.nn.AdaptiveAvgPool2d;
import io.kindling.nn.AdaptiveMaxPool2d;
import io.kindling.nn.AvgPool2d;
import io.kindling.nn.BatchNorm1d;
import io.kindling.nn.BatchNorm2d;
import io.kindling.nn.CircularPad2d;
import io.kindling.nn.Conv2d;
import io.kindling.nn.ConvTranspose2d;
import io.kindling.nn.ELU;
import io.kindling.nn.Flatten;
import io.kindling.nn.GELU;
import io.kindling.nn.GLU;
import io.kindling.nn.GroupNorm;
import io.kindling.nn.Identity;
import io.kindling.nn.InstanceNorm2d;
import io.kindling.nn.LayerNorm;
import io.kindling.nn.Linear;
import io.kindling.nn.LogSoftmax;
import io.kindling.nn.MaxPool2d;
import io.kindling.nn.Module;
import io.kindling.nn.PReLU;
import io.kindling.nn.PixelShuffle;
import io.kindling.nn.RMSNorm;
import io.kindling.nn.ReLU;
import io.kindling.nn.ReflectionPad2d;
import io.kindling.nn.Sequential;
import io.kindling.nn.SiLU;
import io.kindling.nn.Softmax2d;
import io.kindling.nn.Softplus;
import io.kindling.nn.Tanh;
import io.kindling.nn.Upsample;
import io.kindling.nn.functional.F;
import io.kindling.random.Generator;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Gradients of gradients in float32, whatever layout the input of a layer has, are those of
 * float64: what a layer saves of its input must be the input in the graph, not a copy beside it.
 */
final class SecondGradientsTest {
  private static final int[] SIZES = {3, 4, 6, 6};

  /** How the layer gets its input. */
  private enum Input {
    LEAF {
      @Override
      Tensor of(Tensor leaf) {
        return leaf;
      }
    },
    AFTER_AN_OPERATION {
      @Override
      Tensor of(Tensor leaf) {
        return leaf.mul(leaf.add(2));
      }
    },
    /** What a convolution gives is in the lanes layout in float32. */
    AFTER_A_CONVOLUTION {
      @Override
      Tensor of(Tensor leaf) {
        Tensor weight = Tensors.arange(16).to(leaf.dtype()).reshape(4, 4, 1, 1).sin();
        Convolution.Config plain =
            new Convolution.Config(new int[] {1, 1}, new int[2], new int[] {1, 1}, 1);
        return Convolution.conv2d(leaf, weight, null, plain);
      }
    },
    STRIDED {
      @Override
      Tensor of(Tensor leaf) {
        return leaf.transpose(2, 3);
      }
    };

    abstract Tensor of(Tensor leaf);
  }

  private static Map<String, Supplier<Module>> layers() {
    Map<String, Supplier<Module>> layers = new LinkedHashMap<>();
    layers.put("BatchNorm2d", () -> new BatchNorm2d(4));
    layers.put("BatchNorm2d in evaluation", () -> new BatchNorm2d(4).eval());
    layers.put("BatchNorm1d", () -> new Sequential(new Flatten(2, 3), new BatchNorm1d(4)));
    layers.put("LayerNorm", () -> new LayerNorm(6));
    layers.put("RMSNorm", () -> new RMSNorm(6));
    layers.put("GroupNorm", () -> new GroupNorm(2, 4));
    layers.put("InstanceNorm2d", () -> new InstanceNorm2d(4));
    layers.put("Conv2d", () -> new Conv2d(Conv2d.options(4, 6, 3).stride(2).padding(1)));
    layers.put("Conv2d in groups", () -> new Conv2d(Conv2d.options(4, 4, 3).groups(2)));
    layers.put("ConvTranspose2d", () -> new ConvTranspose2d(4, 3, 3));
    layers.put("Linear", () -> new Sequential(new Flatten(), new Linear(144, 5)));
    layers.put("Linear of rows", () -> new Linear(6, 5));
    layers.put("MaxPool2d", () -> new MaxPool2d(2));
    layers.put("AvgPool2d", () -> new AvgPool2d(2));
    layers.put("AdaptiveAvgPool2d", () -> new AdaptiveAvgPool2d(4));
    layers.put("global average pool", () -> new AdaptiveAvgPool2d(1));
    layers.put("AdaptiveMaxPool2d", () -> new AdaptiveMaxPool2d(4));
    layers.put("PReLU", () -> new PReLU(4, 0.25));
    layers.put("ReLU", ReLU::new);
    layers.put("ELU", ELU::new);
    layers.put("GELU", GELU::new);
    layers.put("SiLU", SiLU::new);
    layers.put("Softplus", Softplus::new);
    layers.put("Tanh", Tanh::new);
    layers.put("GLU", () -> new GLU(1));
    layers.put("Softmax2d", Softmax2d::new);
    layers.put("LogSoftmax", () -> new LogSoftmax(-1));
    layers.put("Upsample", () -> new Upsample(2));
    layers.put("ReflectionPad2d", () -> new ReflectionPad2d(2));
    layers.put("CircularPad2d", () -> new CircularPad2d(1));
    layers.put("PixelShuffle", () -> new PixelShuffle(2));
    layers.put("Identity", Identity::new);
    layers.put(
        "block",
        () ->
            new Sequential(
                new BatchNorm2d(4),
                new ReLU(),
                new Conv2d(4, 4, 3),
                new BatchNorm2d(4),
                new Tanh(),
                new MaxPool2d(2),
                new Flatten(),
                new Linear(16, 3)));
    return layers;
  }

  @TestFactory
  Stream<DynamicTest> areThoseOfFloat64WhateverTheLayout() {
    return layers().entrySet().stream()
        .flatMap(
            layer ->
                Stream.of(Input.values())
                    .map(
                        input ->
                            DynamicTest.dynamicTest(
                                layer.getKey() + " " + input,
                                () -> compare(layer.getValue(), input))));
  }

  private static void compare(Supplier<Module> layer, Input input) {
    List<Tensor> exact = seconds(layer, input, DType.FLOAT64);
    List<Tensor> found = seconds(layer, input, DType.FLOAT32);
    assertEquals(exact.size(), found.size());
    for (int i = 0; i < exact.size(); i++) {
      Tensor wanted = exact.get(i);
      if (wanted == null) {
        assertTrue(found.get(i) == null || found.get(i).abs().max().item() == 0);
        continue;
      }
      double scale = Math.max(1, wanted.abs().max().item());
      double distance = found.get(i).toDouble().sub(wanted).abs().max().item();
      String what = i == 0 ? "input" : "parameter " + i;
      assertTrue(distance <= 2e-3 * scale, what + ": " + distance + " of " + scale);
    }
  }

  /** The gradients of {@code sum(g^2)}, g being that of {@code sum(y^3 + y^2)}. */
  private static List<Tensor> seconds(Supplier<Module> supplier, Input input, DType dtype) {
    try (Generator.Scope scope = Generator.use(new Generator(5))) {
      Tensor values = Tensors.randn(SIZES).mul(0.5).detach();
      Module layer = supplier.get();
      for (Tensor parameter : layer.parameters()) {
        if (parameter.dim() == 1) {
          parameter.detach().add_(Tensors.randn(parameter.size(0)), 0.3);
        }
      }
      layer.to(dtype);
      Tensor leaf = values.to(dtype).detach().clone().requiresGrad_();
      Tensor y = layer.call(input.of(leaf));
      List<Tensor> inputs = new ArrayList<>(List.of(leaf));
      inputs.addAll(layer.parameters());
      Tensor total = y.pow(3).add(y.square()).sum();
      List<Tensor> first = Autograd.grad(List.of(total), inputs, null, true, true, true);
      Tensor squares = null;
      for (Tensor gradient : first) {
        Tensor square = gradient.square().mean();
        squares = squares == null ? square : squares.add(square);
      }
      return Autograd.grad(List.of(squares), inputs, null, false, false, true);
    }
  }

  /** Where its two branches meet, ELU's curvature counts as that of the line above. */
  @Test
  void ofEluAtZero() {
    Tensor x = Tensors.tensor(0f).requiresGrad_();
    Tensor g = Autograd.grad(List.of(F.elu(x).sum()), List.of(x), null, true, true, false).get(0);
    assertEquals(0, Autograd.grad(g.square().sum(), List.of(x)).get(0).item());
  }

  /** The numbers are PyTorch's. */
  @Test
  void ofBatchNormInTraining() {
    Tensor x = Tensors.tensor(0f, 1f, 2f, 4f).reshape(2, 1, 1, 2).detach().requiresGrad_();
    Tensor y = new BatchNorm2d(1).call(x);
    Tensor g = Autograd.grad(List.of(y.pow(3).sum()), List.of(x), null, true, true, false).get(0);
    Tensor second = Autograd.grad(g.square().sum(), List.of(x)).get(0);
    double[] wanted = {-1.277, 9.770, -1.291, -7.201};
    for (int i = 0; i < 4; i++) {
      assertEquals(wanted[i], second.toDoubleArray()[i], 2e-3);
    }
  }
}
