package io.kindling.nn.models;

import io.kindling.nn.BatchNorm2d;
import io.kindling.nn.Conv2d;
import io.kindling.nn.Module;
import io.kindling.nn.Sequential;
import io.kindling.tensor.Tensor;

/**
 * Channels are multiplied by a 1x1 convolution, each filtered by a 3x3 convolution of its own, and
 * joined by a 1x1 convolution without activation; where the shape stays, with a shortcut.
 */
final class InvertedResidual extends Module {
  private static final long serialVersionUID = 1L;

  private final Sequential conv;
  private final boolean around;

  InvertedResidual(int in, int out, int stride, int expandRatio) {
    int hidden = in * expandRatio;
    Sequential layers = new Sequential();
    if (expandRatio != 1) {
      layers.append(new Conv2dNormActivation(in, hidden, 1, 1, 1));
    }
    layers
        .append(new Conv2dNormActivation(hidden, hidden, 3, stride, hidden))
        .append(new Conv2d(Conv2d.options(hidden, out, 1).bias(false)))
        .append(new BatchNorm2d(out));
    conv = register("conv", layers);
    around = stride == 1 && in == out;
  }

  @Override
  public Tensor forward(Tensor input) {
    return around ? input.add(conv.call(input)) : conv.call(input);
  }
}
