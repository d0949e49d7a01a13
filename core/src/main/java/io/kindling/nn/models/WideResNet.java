package io.kindling.nn.models;

import io.kindling.nn.BatchNorm2d;
import io.kindling.nn.Conv2d;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.ReLU;
import io.kindling.nn.Sequential;
import io.kindling.nn.Settings;
import io.kindling.nn.StochasticDepth;
import io.kindling.nn.init.Fans;
import io.kindling.nn.init.Init;
import io.kindling.tensor.Tensor;

/**
 * The wide residual networks for 32x32 colour images, WRN-depth-k: a stem of 16 channels, three
 * stages of (depth - 4) / 6 pre-activation blocks (16 k, 32 k, 64 k), batch norm, ReLU, global
 * average pooling, one linear layer. WRN-16-4 has 2.7 million parameters.
 *
 * <p>Source: Zagoruyko and Komodakis, "Wide Residual Networks", 2016.
 */
public final class WideResNet extends Module {
  private static final long serialVersionUID = 1L;

  private static final int DEEPEST = 1000;
  private static final int WIDEST = 100;

  private final Conv2d stem;
  private final Sequential block1;
  private final Sequential block2;
  private final Sequential block3;
  private final BatchNorm2d norm;
  private final ReLU relu;
  private final Linear head;
  private final int depth;
  private final int widenFactor;
  private final int classes;
  private final double dropRate;
  private final double stochasticDepthProb;

  /**
   * (N, 3, 32, 32) to (N, classes).
   *
   * @param depth 6 n + 4, as 16, 28, 40
   * @param widenFactor k
   * @param dropRate dropout between the convolutions of a block, 0 for none
   * @throws IllegalArgumentException when a parameter is out of its range
   */
  public WideResNet(int depth, int widenFactor, int classes, double dropRate) {
    this(depth, widenFactor, classes, dropRate, 0);
  }

  /**
   * The same with stochastic depth, as of {@link CifarResNet}.
   *
   * @param stochasticDepthProb of the last block, 0 for none
   * @throws IllegalArgumentException when a parameter is out of its range
   */
  public WideResNet(
      int depth, int widenFactor, int classes, double dropRate, double stochasticDepthProb) {
    if (depth < 10 || depth > DEEPEST || depth % 6 != 4) {
      throw new IllegalArgumentException(
          "WideResNet: depth must be 6 n + 4, 10 to "
              + DEEPEST
              + ", as 16, 28 or 40; got "
              + depth);
    }
    if (widenFactor < 1 || widenFactor > WIDEST || !(dropRate >= 0 && dropRate < 1)) {
      throw new IllegalArgumentException(
          "WideResNet: widenFactor must be 1 to "
              + WIDEST
              + " and dropRate in 0..1, got "
              + widenFactor
              + " and "
              + dropRate);
    }
    if (!(stochasticDepthProb >= 0 && stochasticDepthProb < 1)) {
      throw new IllegalArgumentException(
          "WideResNet: stochasticDepthProb must be at least 0 and below 1, got "
              + stochasticDepthProb);
    }
    this.depth = depth;
    this.widenFactor = widenFactor;
    this.classes = classes;
    this.dropRate = dropRate;
    this.stochasticDepthProb = stochasticDepthProb;
    stem = register("conv1", BasicBlock.conv3x3(3, 16, 1));
    block1 = register("block1", stage(0, 16, 16 * widenFactor));
    block2 = register("block2", stage(1, 16 * widenFactor, 32 * widenFactor));
    block3 = register("block3", stage(2, 32 * widenFactor, 64 * widenFactor));
    norm = register("bn1", new BatchNorm2d(64 * widenFactor));
    relu = register("relu", new ReLU());
    head = register("fc", new Linear(64 * widenFactor, classes));
    initialize();
  }

  /** Without dropout. */
  public WideResNet(int depth, int widenFactor, int classes) {
    this(depth, widenFactor, classes, 0);
  }

  private Sequential stage(int index, int in, int out) {
    Module[] blocks = new Module[(depth - 4) / 6];
    for (int i = 0; i < blocks.length; i++) {
      int stride = i == 0 && index > 0 ? 2 : 1;
      int number = index * blocks.length + i + 1;
      double drop = StochasticDepth.linear(stochasticDepthProb, number, 3 * blocks.length);
      blocks[i] = new WideBlock(i == 0 ? in : out, out, stride, dropRate, drop);
    }
    return new Sequential(blocks);
  }

  private void initialize() {
    namedParameters()
        .forEach(
            (name, parameter) -> {
              if (parameter.dim() == 4) {
                Init.kaimingNormal_(parameter, 0, Fans.Mode.FAN_OUT, "relu");
              } else if (name.equals("fc.bias")) {
                Init.zeros_(parameter);
              }
            });
  }

  @Override
  public Tensor forward(Tensor input) {
    Tensor x = block3.call(block2.call(block1.call(stem.call(input))));
    return head.call(relu.call(norm.call(x)).mean(false, 2, 3));
  }

  @Override
  protected void describe(Settings settings) {
    settings
        .hidden(0, "depth", depth)
        .hidden(0, "widen_factor", widenFactor)
        .hidden(10, "classes", classes)
        .hidden(0.0, "drop_rate", dropRate)
        .hidden(0.0, "stochastic_depth_prob", stochasticDepthProb);
  }
}
