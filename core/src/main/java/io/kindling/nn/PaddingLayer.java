package io.kindling.nn;

import io.kindling.tensor.Tensor;
import java.util.Arrays;

/** What padding layers share: how far each side is padded, from the last dimension on. */
abstract class PaddingLayer extends Module {
  private static final long serialVersionUID = 1L;

  private final int rank;
  private final int[] amounts;

  /** Amounts given one by one, or one for all. */
  PaddingLayer(int rank, int... amounts) {
    if (amounts.length != 1 && amounts.length != 2 * rank) {
      throw new IllegalArgumentException(
          name()
              + ": padding takes 1 or "
              + 2 * rank
              + " amounts, got "
              + Arrays.toString(amounts));
    }
    this.rank = rank;
    this.amounts = Arrays.copyOf(amounts, 2 * rank);
    if (amounts.length == 1) {
      Arrays.fill(this.amounts, amounts[0]);
    }
  }

  abstract Tensor pad(Tensor input, int[] amounts);

  final int[] amounts() {
    return amounts.clone();
  }

  @Override
  public final Tensor forward(Tensor input) {
    if (input.dim() != rank + 1 && input.dim() != rank + 2) {
      throw new IllegalArgumentException(
          name()
              + ": expected "
              + (rank == 1 ? "2D or 3D input (N, C, L)" : "3D or 4D input (N, C, H, W)")
              + ", got input of shape "
              + input.shape());
    }
    return pad(input, amounts.clone());
  }

  @Override
  protected void describe(Settings settings) {
    settings.bare("padding", amounts);
  }
}
