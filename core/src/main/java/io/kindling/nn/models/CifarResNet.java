package io.kindling.nn.models;

import io.kindling.nn.BatchNorm2d;
import io.kindling.nn.Conv2d;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.Sequential;
import io.kindling.nn.Settings;
import io.kindling.nn.StochasticDepth;
import io.kindling.tensor.Tensor;

/**
 * The residual networks for 32x32 colour images, of 6 n + 2 layers: a stem of 16 channels, three
 * stages of n {@linkplain Shortcut basic blocks} (16, 32, 64), global average pooling, one linear
 * layer. ResNet-20, 32, 44, 56 and 110 of the paper; with option B and 20 layers the state dict is
 * {@link ResNet20}'s.
 *
 * <p>Source: He et al., "Deep Residual Learning for Image Recognition", 2015, section 4.2, which
 * uses option A.
 */
public final class CifarResNet extends Module {
  private static final long serialVersionUID = 1L;

  /** As many layers as the paper's deepest. */
  private static final int DEEPEST = 1202;

  private final Conv2d stem;
  private final BatchNorm2d norm;
  private final Sequential blocks;
  private final Linear head;
  private final int depth;
  private final int classes;
  private final Shortcut shortcut;
  private final double stochasticDepthProb;

  /**
   * (N, 3, 32, 32) to (N, classes).
   *
   * @param depth layers: 6 n + 2, as 20, 32, 44, 56, 110
   * @throws IllegalArgumentException when there is no such depth
   */
  public CifarResNet(int depth, int classes, Shortcut shortcut) {
    this(depth, classes, shortcut, 0);
  }

  /**
   * The same with {@linkplain StochasticDepth stochastic depth}: while training, each sample leaves
   * out the branch of block l of L with probability {@code l / L stochasticDepthProb}.
   *
   * @param stochasticDepthProb of the last block, 0 for none; 0.5 in the paper (Huang et al. 2016)
   * @throws IllegalArgumentException when a parameter is out of its range
   */
  public CifarResNet(int depth, int classes, Shortcut shortcut, double stochasticDepthProb) {
    if (depth < 8 || depth > DEEPEST || depth % 6 != 2) {
      throw new IllegalArgumentException(
          "CifarResNet: depth must be 6 n + 2, 8 to "
              + DEEPEST
              + ", as 20, 32, 44, 56 or 110; got "
              + depth);
    }
    if (!(stochasticDepthProb >= 0 && stochasticDepthProb < 1)) {
      throw new IllegalArgumentException(
          "CifarResNet: stochasticDepthProb must be at least 0 and below 1, got "
              + stochasticDepthProb);
    }
    this.depth = depth;
    this.classes = classes;
    this.shortcut = shortcut;
    this.stochasticDepthProb = stochasticDepthProb;
    stem = register("conv1", BasicBlock.conv3x3(3, 16, 1));
    norm = register("bn1", new BatchNorm2d(16));
    blocks = register("blocks", BasicBlock.stages((depth - 2) / 6, shortcut, stochasticDepthProb));
    head = register("fc", new Linear(64, classes));
  }

  @Override
  public Tensor forward(Tensor input) {
    Tensor x = blocks.call(norm.call(stem.call(input)).relu());
    return head.call(x.mean(false, 2, 3));
  }

  @Override
  protected void describe(Settings settings) {
    settings
        .hidden(0, "depth", depth)
        .hidden(10, "classes", classes)
        .hidden("B", "shortcut", shortcut.name())
        .hidden(0.0, "stochastic_depth_prob", stochasticDepthProb);
  }
}
