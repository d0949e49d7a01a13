package io.kindling.data.transforms;

import io.kindling.data.BatchTransform;
import io.kindling.data.MixedBatch;
import io.kindling.random.Generator;
import io.kindling.random.Philox;
import java.util.List;

/**
 * One of several for each step, all equally likely; torchvision's {@code RandomChoice}.
 *
 * @param transforms to choose from, at least one
 */
public record RandomChoice(List<BatchTransform> transforms) implements BatchTransform {
  /** Keeps these draws apart from others of the same seed. */
  private static final long PURPOSE = 0x63686f6963650000L;

  /**
   * @throws IllegalArgumentException when there are none
   */
  public RandomChoice {
    if (transforms.isEmpty()) {
      throw new IllegalArgumentException("randomChoice: wanted at least one transform, got none");
    }
    transforms = List.copyOf(transforms);
  }

  @Override
  public void apply(MixedBatch batch, long seed, long epoch, long step) {
    Generator random = new Generator(Philox.bits64(seed ^ PURPOSE, epoch, step));
    transforms.get((int) random.nextLong(transforms.size())).apply(batch, seed, epoch, step);
  }
}
