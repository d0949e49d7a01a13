package io.kindling.data;

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
  private static final long IMAGE_STREAM = 1;
  private static final long LABEL_STREAM = 2;

  /** Class 0..9 of sample {@code index}; the ordinal of a {@link Figure}. */
  public int label(long index) {
    long block = Math.floorDiv(index, (long) Cifar10.CLASSES);
    long place = Math.floorMod(index, (long) Cifar10.CLASSES);
    var order =
        new IndexPermutation(Cifar10.CLASSES, CounterRandom.hash(seed, LABEL_STREAM, 0), block);
    return (int) order.apply(place);
  }

  /** Draws sample {@code index} into {@code out} from {@code offset} on: 3,072 bytes, CHW. */
  public void draw(long index, byte[] out, int offset) {
    CounterRandom random = CounterRandom.of(seed, IMAGE_STREAM, index);
    Figure figure = Figure.of(label(index));
    double[] ink = new double[3];
    double[] paper = new double[3];
    colours(random, ink, paper);
    Figure.Scene scene = Figure.Scene.random(random);
    Shading shading = Shading.random(random);
    double noise = random.uniform(6, 26);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double cover = coverage(figure, scene, x, y);
        double light = shading.at(x, y);
        for (int c = 0; c < 3; c++) {
          double v = 255 * (paper[c] + cover * (ink[c] - paper[c]));
          v += light + noise * random.nextGaussian();
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

  /** Share of the pixel that the figure covers, 0..1. */
  private static double coverage(Figure figure, Figure.Scene scene, int x, int y) {
    int hits = 0;
    for (int sy = 0; sy < SUBSAMPLES; sy++) {
      for (int sx = 0; sx < SUBSAMPLES; sx++) {
        double px = x + (sx + 0.5) / SUBSAMPLES;
        double py = y + (sy + 0.5) / SUBSAMPLES;
        if (figure.covers(scene, px, py)) {
          hits++;
        }
      }
    }
    return hits / (double) (SUBSAMPLES * SUBSAMPLES);
  }

  /** Two random colours that can be told apart in at least one channel. */
  private static void colours(CounterRandom random, double[] ink, double[] paper) {
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
    static Shading random(CounterRandom random) {
      return new Shading(
          random.uniform(-20, 20), random.uniform(-1.2, 1.2), random.uniform(-1.2, 1.2));
    }

    double at(int x, int y) {
      return base + slopeX * (x - SIDE / 2) + slopeY * (y - SIDE / 2);
    }
  }
}
