package io.kindling.nn.functional;

/**
 * Layers and losses as functions, under the name by which {@code torch.nn.functional} is known:
 * {@code F.mseLoss(x, y)}.
 */
public final class F extends LossFunctions {
  private F() {}
}
