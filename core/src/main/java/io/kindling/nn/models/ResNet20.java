package io.kindling.nn.models;

import io.kindling.nn.BatchNorm2d;
import io.kindling.nn.Conv2d;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.Sequential;
import io.kindling.nn.Settings;
import io.kindling.tensor.Tensor;

/**
 * ResNet-20 for 32x32 colour images: a stem of 16 channels, three stages of three basic blocks (16,
 * 32, 64), global average pooling, one linear layer. Shortcuts that change shape are 1x1
 * convolutions with batch norm.
 *
 * <p>Source: He et al., "Deep Residual Learning for Image Recognition", 2015, section 4.2.
 */
public final class ResNet20 extends Module {
  private static final long serialVersionUID = 1L;

  private final Conv2d stem;
  private final BatchNorm2d norm;
  private final Sequential blocks;
  private final Linear head;
  private final int classes;

  /** (N, 3, 32, 32) to (N, classes). */
  public ResNet20(int classes) {
    this.classes = classes;
    stem = register("conv1", BasicBlock.conv3x3(3, 16, 1));
    norm = register("bn1", new BatchNorm2d(16));
    blocks = register("blocks", BasicBlock.stages(3, Shortcut.B, 0));
    head = register("fc", new Linear(64, classes));
  }

  @Override
  public Tensor forward(Tensor input) {
    Tensor x = blocks.call(norm.call(stem.call(input)).relu());
    return head.call(x.mean(false, 2, 3));
  }

  @Override
  protected void describe(Settings settings) {
    settings.hidden(10, "classes", classes);
  }
}
