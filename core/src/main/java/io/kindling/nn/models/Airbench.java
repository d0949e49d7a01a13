package io.kindling.nn.models;

import io.kindling.nn.BatchNorm2d;
import io.kindling.nn.Conv2d;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.MaxPool2d;
import io.kindling.nn.Module;
import io.kindling.nn.ReLU;
import io.kindling.nn.Sequential;
import io.kindling.nn.Settings;
import io.kindling.nn.init.Init;
import io.kindling.nn.init.InitializedByData;
import io.kindling.tensor.Tensor;

/**
 * A compact network for 32x32 colour images that learns in few epochs: a 2x2 convolution whose
 * weights whiten the images and stay as they are, three groups of two 3x3 convolutions with max
 * pooling and batch norm, max pooling, one linear layer, the logits divided by 9. Convolutions
 * begin as the identity on their first channels; of batch norm only the bias learns.
 *
 * <p>Source: Jordan, "94% on CIFAR-10 in 3.29 Seconds on a Single GPU", 2024, whose widths are 64,
 * 256 and 256. Here ReLU stands for GELU, which costs a CPU as much as a convolution.
 */
public final class Airbench extends Module implements InitializedByData {
  private static final long serialVersionUID = 1L;

  private static final int WHITENED = 24;
  private static final int SAMPLES = 1024;
  private static final double WHITENING_EPS = 5e-4;
  private static final double NORM_EPS = 1e-12;
  private static final double NORM_MOMENTUM = 0.4;
  private static final double SCALE = 1.0 / 9;

  private final Conv2d whiten;
  private final Sequential layers;
  private final int width1;
  private final int width2;
  private final int width3;
  private final int classes;

  /**
   * (N, 3, 32, 32) to (N, classes).
   *
   * @param width1 channels of the first group, whose output is 15x15
   * @param width2 of the second, 7x7
   * @param width3 of the third, 3x3
   * @throws IllegalArgumentException when a width or the number of classes is below 1
   */
  public Airbench(int width1, int width2, int width3, int classes) {
    if (Math.min(Math.min(width1, width2), Math.min(width3, classes)) < 1) {
      throw new IllegalArgumentException(
          "Airbench: widths and classes must be at least 1, got "
              + width1
              + ", "
              + width2
              + ", "
              + width3
              + " and "
              + classes);
    }
    this.width1 = width1;
    this.width2 = width2;
    this.width3 = width3;
    this.classes = classes;
    whiten = register("whiten", new Conv2d(Conv2d.options(3, WHITENED, 2)));
    whiten.weight().requiresGrad_(false);
    Sequential all = new Sequential(new ReLU());
    appendGroup(all, WHITENED, width1);
    appendGroup(all, width1, width2);
    appendGroup(all, width2, width3);
    all.append(new MaxPool2d(3));
    all.append(new Flatten());
    all.append(new Linear(width3, classes, false));
    layers = register("layers", all);
  }

  private static void appendGroup(Sequential layers, int in, int out) {
    layers.append(convolution(in, out));
    layers.append(new MaxPool2d(2));
    layers.append(norm(out));
    layers.append(new ReLU());
    layers.append(convolution(out, out));
    layers.append(norm(out));
    layers.append(new ReLU());
  }

  private static Module convolution(int in, int out) {
    Conv2d layer = new Conv2d(Conv2d.options(in, out, 3).padding(1).bias(false));
    Init.dirac_(layer.weight().detach().narrow(0, 0, Math.min(in, out)), 1);
    return layer;
  }

  private static Module norm(int channels) {
    BatchNorm2d norm = new BatchNorm2d(channels, NORM_EPS, NORM_MOMENTUM, true, true);
    norm.weight().requiresGrad_(false);
    return norm;
  }

  @Override
  public Tensor forward(Tensor input) {
    return layers.call(whiten.call(input)).mul(SCALE);
  }

  @Override
  public int samples() {
    return SAMPLES;
  }

  @Override
  public void initialize(Tensor inputs) {
    Init.whitening_(whiten.weight(), inputs, WHITENING_EPS);
  }

  @Override
  protected void describe(Settings settings) {
    settings
        .hidden(0, "width1", width1)
        .hidden(0, "width2", width2)
        .hidden(0, "width3", width3)
        .hidden(10, "classes", classes);
  }
}
