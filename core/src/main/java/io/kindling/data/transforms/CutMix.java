package io.kindling.data.transforms;

import io.kindling.data.BatchTransform;
import io.kindling.data.ImageShape;
import io.kindling.data.MixedBatch;
import io.kindling.random.Generator;
import io.kindling.random.Philox;

/**
 * A rectangle of the partner in place of one's own, and targets by the parts of the area; one
 * rectangle a step, of 1 - lam of the area before it is cut at the edges, lam from Beta(alpha,
 * alpha) (Yun et al., "CutMix", 2019); torchvision's {@code CutMix}. {@link BatchTransform} says
 * which the partner is.
 *
 * @param alpha of the Beta distribution; 1 is uniform
 */
public record CutMix(double alpha) implements BatchTransform {
  /** Keeps these draws apart from others of the same seed. */
  private static final long PURPOSE = 0x6375746d69780000L;

  /**
   * @throws IllegalArgumentException when alpha is not above 0
   */
  public CutMix {
    Beta.checked("cutMix", alpha);
  }

  /** Columns [left, right) of rows [top, bottom). */
  record Box(int left, int top, int right, int bottom) {
    /** The rectangle around (x, y). */
    static Box around(int x, int y, double lam, int height, int width) {
      double half = 0.5 * Math.sqrt(1 - lam);
      int w = (int) (half * width);
      int h = (int) (half * height);
      return new Box(
          Math.max(0, x - w), Math.max(0, y - h), Math.min(width, x + w), Math.min(height, y + h));
    }

    /** The part of the image that is left. */
    double lam(int height, int width) {
      return 1 - (double) (right - left) * (bottom - top) / ((double) width * height);
    }
  }

  @Override
  public void apply(MixedBatch batch, long seed, long epoch, long step) {
    Generator random = new Generator(Philox.bits64(seed ^ PURPOSE, epoch, step));
    ImageShape shape = batch.shape();
    int w = shape.width();
    double lam = Beta.draw(alpha, random);
    Partners partners = Partners.draw(batch, random);
    int x = (int) random.nextLong(w);
    int y = (int) random.nextLong(shape.height());
    Box box = Box.around(x, y, lam, shape.height(), w);
    partners.mix(
        batch.inputs(),
        shape.size(),
        (to, at, from, fromAt) -> {
          for (int c = 0; c < shape.channels(); c++) {
            for (int row = box.top(); row < box.bottom(); row++) {
              int offset = c * shape.plane() + row * w + box.left();
              System.arraycopy(from, fromAt + offset, to, at + offset, box.right() - box.left());
            }
          }
        });
    partners.blend(batch.targets(), batch.classes(), box.lam(shape.height(), w));
  }
}
