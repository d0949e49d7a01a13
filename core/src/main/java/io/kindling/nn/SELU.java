package io.kindling.nn;

import io.kindling.ops.Activations;
import io.kindling.tensor.Tensor;

/** The self-normalizing ELU (Klambauer et al., 2017); {@code torch.nn.SELU}. */
public final class SELU extends Module {
  private static final long serialVersionUID = 1L;

  @Override
  public Tensor forward(Tensor input) {
    return Activations.selu(input);
  }
}
