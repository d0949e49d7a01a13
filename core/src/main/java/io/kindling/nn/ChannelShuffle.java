package io.kindling.nn;

import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** Splits channels into groups and interleaves them; {@code torch.nn.ChannelShuffle}. */
public final class ChannelShuffle extends Module {
  private static final long serialVersionUID = 1L;

  private final int groups;

  public ChannelShuffle(int groups) {
    this.groups = groups;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.channelShuffle(input, groups);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("groups", groups);
  }
}
