package io.kindling.nn.models;

import io.kindling.nn.BatchNorm2d;
import io.kindling.nn.Conv2d;
import io.kindling.nn.Dropout;
import io.kindling.nn.Module;
import io.kindling.nn.ReLU;
import io.kindling.nn.StochasticDepth;
import io.kindling.tensor.Tensor;

/** A pre-activation block: batch norm and ReLU before each of two 3x3 convolutions. */
final class WideBlock extends Module {
  private static final long serialVersionUID = 1L;

  private final BatchNorm2d bn1;
  private final ReLU relu1;
  private final Conv2d conv1;
  private final BatchNorm2d bn2;
  private final ReLU relu2;
  private final Conv2d conv2;

  /** Null where the shape stays. */
  private final Conv2d convShortcut;

  /** Null where nothing is dropped. */
  private final Dropout dropout;

  /** Null where no block is left out. */
  private final StochasticDepth depth;

  WideBlock(int in, int out, int stride, double dropRate, double dropProbability) {
    bn1 = register("bn1", new BatchNorm2d(in));
    relu1 = register("relu1", new ReLU());
    conv1 = register("conv1", BasicBlock.conv3x3(in, out, stride));
    bn2 = register("bn2", new BatchNorm2d(out));
    relu2 = register("relu2", new ReLU());
    dropout = dropRate > 0 ? register("dropout", new Dropout(dropRate)) : null;
    conv2 = register("conv2", BasicBlock.conv3x3(out, out, 1));
    depth =
        dropProbability > 0
            ? register("stochastic_depth", new StochasticDepth(dropProbability, "row"))
            : null;
    convShortcut =
        in == out
            ? null
            : register(
                "convShortcut", new Conv2d(Conv2d.options(in, out, 1).stride(stride).bias(false)));
  }

  @Override
  public Tensor forward(Tensor input) {
    Tensor active = relu1.call(bn1.call(input));
    Tensor x = relu2.call(bn2.call(conv1.call(active)));
    if (dropout != null) {
      x = dropout.call(x);
    }
    x = conv2.call(x);
    return (convShortcut == null ? input : convShortcut.call(active))
        .add(depth == null ? x : depth.call(x));
  }
}
