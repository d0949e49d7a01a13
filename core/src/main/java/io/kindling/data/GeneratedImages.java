package io.kindling.data;

import io.kindling.random.Generator;

/**
 * A stand-in for CIFAR-10 where there is no network: ten classes of shapes and textures, 32 x 32 in
 * colour, drawn by a procedure and not photographed.
 *
 * <p>Place, size, rotation, both colours, background shading and noise vary at random, so a linear
 * model learns little and a convolutional network much. Sample i depends on (seed, i) only: any
 * worker can draw any sample. Labels are balanced: each run of ten samples has every class once.
 *
 * <p>Immutable and safe for concurrent use.
 *
 * @param seed key of the whole data set
 */
public record GeneratedImages(long seed) {
  /** Index of the first test sample; training samples are counted from 0. */
  public static final long TEST_OFFSET = 1L << 40;

  static final int SIDE = 32;
  private static final int SUBSAMPLES = 2;

  /** Keeps the draws of labels apart from those of images. */
  private static final long LABEL_STREAM = 0x6c6162656c000000L;

  /** Class 0..9 of sample {@code index}; the ordinal of a {@link GeneratedClass}. */
  public int label(long index) {
    long block = Math.floorDiv(index, (long) Cifar10.CLASSES);
    long place = Math.floorMod(index, (long) Cifar10.CLASSES);
    var order = new IndexPermutation(Cifar10.CLASSES, seed ^ LABEL_STREAM, block);
    return (int) order.apply(place);
  }

  /** Draws sample {@code index} into {@code out} from {@code offset} on: 3,072 bytes, CHW. */
  public void draw(long index, byte[] out, int offset) {
    var random = new Generator(seed, index);
    GeneratedClass shown = GeneratedClass.of(label(index));
    double[] ink = new double[3];
    double[] paper = new double[3];
    colours(random, ink, paper);
    GeneratedClass.Scene scene = GeneratedClass.Scene.random(random);
    Shading shading = Shading.random(random);
    double noise = uniform(random, 6, 26);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double cover = coverage(shown, scene, x, y);
        double light = shading.at(x, y);
        for (int c = 0; c < 3; c++) {
          double v = 255 * (paper[c] + cover * (ink[c] - paper[c]));
          v += light + noise * nearlyNormal(random);
          out[offset + (c * SIDE + y) * SIDE + x] =
              (byte) Math.max(0, Math.min(255, Math.round(v)));
        }
      }
    }
  }

  /** Sample {@code index} as 3,072 bytes, CHW. */
  public byte[] image(long index) {
    byte[] out = new byte[Cifar10.SHAPE.size()];
    draw(index, out, 0);
    return out;
  }

  /** The samples {@code [first, first + count)} as one block. */
  public ByteSampleBlock block(long first, int count) {
    ByteSampleBlock.Builder builder = ByteSampleBlock.builder(Cifar10.SHAPE, count);
    builder.firstIndex(first);
    for (int i = 0; i < count; i++) {
      int at = builder.next(label(first + i));
      draw(first + i, builder.array(), at);
    }
    return builder.build();
  }

  /** Uniform in [low, high). */
  static double uniform(Generator random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /**
   * Mean 0, deviation 1: the sum of four 16-bit uniforms of one draw. Unlike a true normal it needs
   * no logarithm, whose last bit may differ between machines.
   */
  private static double nearlyNormal(Generator random) {
    long bits = random.nextLong();
    long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
    return (sum / 65536.0 - 2.0 + 2.0 / 65536) * 1.7320508075688772;
  }

  /** Share of the pixel that the figure covers, 0..1. */
  private static double coverage(GeneratedClass shown, GeneratedClass.Scene scene, int x, int y) {
    int hits = 0;
    for (int sy = 0; sy < SUBSAMPLES; sy++) {
      for (int sx = 0; sx < SUBSAMPLES; sx++) {
        double px = x + (sx + 0.5) / SUBSAMPLES;
        double py = y + (sy + 0.5) / SUBSAMPLES;
        if (shown.covers(scene, px, py)) {
          hits++;
        }
      }
    }
    return hits / (double) (SUBSAMPLES * SUBSAMPLES);
  }

  /** Two random colours that can be told apart in at least one channel. */
  private static void colours(Generator random, double[] ink, double[] paper) {
    double distance;
    do {
      distance = 0;
      for (int c = 0; c < 3; c++) {
        ink[c] = random.nextDouble();
        paper[c] = random.nextDouble();
        distance += Math.abs(ink[c] - paper[c]);
      }
    } while (distance < 0.75);
  }

  /** A slanted light over the whole image, in units of a pixel's 0..255. */
  private record Shading(double base, double slopeX, double slopeY) {
    static Shading random(Generator random) {
      return new Shading(
          uniform(random, -20, 20), uniform(random, -1.2, 1.2), uniform(random, -1.2, 1.2));
    }

    double at(int x, int y) {
      return base + slopeX * (x - SIDE / 2) + slopeY * (y - SIDE / 2);
    }
  }
}
