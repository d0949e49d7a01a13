package io.kindling.nn.models;

import io.kindling.nn.BatchNorm2d;
import io.kindling.nn.Conv2d;
import io.kindling.nn.Module;
import io.kindling.nn.ReLU6;
import io.kindling.tensor.Tensor;

/** A convolution, batch norm and ReLU6. */
final class Conv2dNormActivation extends Module {
  private static final long serialVersionUID = 1L;

  private final Conv2d convolution;
  private final BatchNorm2d norm;
  private final ReLU6 activation;

  Conv2dNormActivation(int in, int out, int kernel, int stride, int groups) {
    convolution =
        register(
            "0",
            new Conv2d(
                Conv2d.options(in, out, kernel)
                    .stride(stride)
                    .padding((kernel - 1) / 2)
                    .groups(groups)
                    .bias(false)));
    norm = register("1", new BatchNorm2d(out));
    activation = register("2", new ReLU6(true));
  }

  @Override
  public Tensor forward(Tensor input) {
    return activation.call(norm.call(convolution.call(input)));
  }
}
