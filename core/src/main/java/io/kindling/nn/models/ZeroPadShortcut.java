package io.kindling.nn.models;

import io.kindling.nn.Module;
import io.kindling.nn.Settings;
import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;

/** Every other pixel of each row and column, with {@code padding} channels of 0 on both sides. */
final class ZeroPadShortcut extends Module {
  private static final long serialVersionUID = 1L;

  private final int padding;

  ZeroPadShortcut(int padding) {
    this.padding = padding;
  }

  @Override
  public Tensor forward(Tensor input) {
    Tensor x = input.slice(2, 0, input.size(2), 2).slice(3, 0, input.size(3), 2);
    return F.pad(x, 0, 0, 0, 0, 0, padding, padding);
  }

  @Override
  protected void describe(Settings settings) {
    settings.named("padding", padding);
  }
}
