package io.kindling.data.transforms;

import io.kindling.data.BatchTransform;
import io.kindling.data.MixedBatch;
import io.kindling.random.Generator;
import io.kindling.random.Philox;

/**
 * {@code lam * x + (1 - lam) * partner}, of inputs and targets alike, with one lam a step from
 * Beta(alpha, alpha) (Zhang et al., "mixup: Beyond Empirical Risk Minimization", 2017);
 * torchvision's {@code MixUp}. {@link BatchTransform} says which the partner is.
 *
 * @param alpha of the Beta distribution; 1 is uniform, 0.2 mixes little
 */
public record MixUp(double alpha) implements BatchTransform {
  /** Keeps these draws apart from others of the same seed. */
  private static final long PURPOSE = 0x6d69787570000000L;

  /**
   * @throws IllegalArgumentException when alpha is not above 0
   */
  public MixUp {
    Beta.checked("mixUp", alpha);
  }

  @Override
  public void apply(MixedBatch batch, long seed, long epoch, long step) {
    Generator random = new Generator(Philox.bits64(seed ^ PURPOSE, epoch, step));
    double lam = Beta.draw(alpha, random);
    Partners partners = Partners.draw(batch, random);
    partners.blend(batch.inputs(), batch.shape().size(), lam);
    partners.blend(batch.targets(), batch.classes(), lam);
  }
}
