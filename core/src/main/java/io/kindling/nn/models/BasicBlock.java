package io.kindling.nn.models;

import io.kindling.nn.BatchNorm2d;
import io.kindling.nn.Conv2d;
import io.kindling.nn.Identity;
import io.kindling.nn.Module;
import io.kindling.nn.Sequential;
import io.kindling.nn.StochasticDepth;
import io.kindling.tensor.Tensor;

/**
 * Two 3x3 convolutions with batch norm and a shortcut around them; where the number of channels
 * changes, with stride 2.
 */
final class BasicBlock extends Module {
  private static final long serialVersionUID = 1L;

  private final Conv2d conv1;
  private final BatchNorm2d bn1;
  private final Conv2d conv2;
  private final BatchNorm2d bn2;
  private final Module shortcut;

  /** Null where no block is left out. */
  private final StochasticDepth depth;

  BasicBlock(int in, int out, Shortcut option, double dropProbability) {
    int stride = in == out ? 1 : 2;
    conv1 = register("conv1", conv3x3(in, out, stride));
    bn1 = register("bn1", new BatchNorm2d(out));
    conv2 = register("conv2", conv3x3(out, out, 1));
    bn2 = register("bn2", new BatchNorm2d(out));
    depth =
        dropProbability > 0
            ? register("stochastic_depth", new StochasticDepth(dropProbability, "row"))
            : null;
    shortcut = register("shortcut", shortcut(in, out, option));
  }

  /**
   * Three stages of {@code each} blocks, of 16, 32 and 64 channels.
   *
   * @param dropProbability of the last block's branch; that of the others grows up to it
   */
  static Sequential stages(int each, Shortcut option, double dropProbability) {
    Module[] all = new Module[3 * each];
    int channels = 16;
    for (int i = 0; i < all.length; i++) {
      int width = 16 << (i / each);
      double drop = StochasticDepth.linear(dropProbability, i + 1, all.length);
      all[i] = new BasicBlock(channels, width, option, drop);
      channels = width;
    }
    return new Sequential(all);
  }

  static Conv2d conv3x3(int in, int out, int stride) {
    return new Conv2d(Conv2d.options(in, out, 3).stride(stride).padding(1).bias(false));
  }

  private static Module shortcut(int in, int out, Shortcut option) {
    if (in == out) {
      return new Identity();
    }
    return option == Shortcut.A
        ? new ZeroPadShortcut((out - in) / 2)
        : new Sequential(
            new Conv2d(Conv2d.options(in, out, 1).stride(2).bias(false)), new BatchNorm2d(out));
  }

  @Override
  public Tensor forward(Tensor input) {
    Tensor x = bn2.call(conv2.call(bn1.call(conv1.call(input)).relu()));
    return (depth == null ? x : depth.call(x)).add(shortcut.call(input)).relu();
  }
}
