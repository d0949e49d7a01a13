package io.kindling.data;

import io.kindling.random.Philox;

/**
 * Random crop of the image's own size from the image padded with black, then a random mirror image.
 *
 * @param padding pixels added on each side before the crop; 0 does not crop
 * @param flipProbability chance of a horizontal flip, 0..1
 */
public record CropAndFlip(int padding, double flipProbability) implements Augmentation {
  private static final long serialVersionUID = 1L;

  /** Keeps these draws apart from the shuffle's, which have the same seed. */
  private static final long STREAM = 0x63726f7000000000L;

  /**
   * @throws IllegalArgumentException when padding is negative or the probability not in 0..1
   */
  public CropAndFlip {
    if (padding < 0 || !(flipProbability >= 0 && flipProbability <= 1)) {
      throw new IllegalArgumentException(
          "CropAndFlip: got padding "
              + padding
              + " and flip probability "
              + flipProbability
              + ", wanted padding of at least 0 and a probability in 0..1");
    }
  }

  /**
   * Where each pixel of one visit comes from. {@link SampleBlock#write(int, Normalization,
   * Placement, float[], int)} makes it and the normalization in one pass.
   *
   * @param seed key of the training run
   * @param epoch which pass over the data
   * @param sample global index of the sample
   */
  public Placement placement(long seed, long epoch, long sample) {
    if (padding == 0 && flipProbability == 0) {
      return Placement.IDENTITY;
    }
    int[] words = new int[4];
    Philox.block(seed ^ STREAM, epoch, sample, words);
    int dy = below(words[0], 2 * padding + 1) - padding;
    int dx = below(words[1], 2 * padding + 1) - padding;
    return new Placement(dy, dx, (words[2] >>> 8) * 0x1p-24 < flipProbability);
  }

  @Override
  public void apply(ImageBuffer image, long seed, long epoch, long sample) {
    Placement p = placement(seed, epoch, sample);
    if (p.isIdentity()) {
      return;
    }
    int h = image.height();
    int w = image.width();
    float[] from = image.values();
    float[] to = image.spare(image.size());
    int at = 0;
    for (int c = 0; c < image.channels(); c++) {
      for (int y = 0; y < h; y++) {
        int sy = y + p.dy();
        for (int x = 0; x < w; x++) {
          int sx = (p.flip() ? w - 1 - x : x) + p.dx();
          boolean inside = sy >= 0 && sy < h && sx >= 0 && sx < w;
          to[at++] = inside ? from[(c * h + sy) * w + sx] : 0f;
        }
      }
    }
    image.replace(image.channels(), h, w);
  }

  /** Uniform in 0..bound-1 from 32 random bits. */
  private static int below(int bits, int bound) {
    return (int) ((bits & 0xffffffffL) * bound >>> 32);
  }
}
