package io.kindling.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The SIMD convolutions against the scalar ones. The build repeats this in narrower vectors. */
final class SimdConvKernelsTest {
  private static final Kernels SIMD = Kernels.simd();
  private static final Kernels SCALAR = Kernels.scalar();

  /** See {@link #widthOfVectorsDoesNotChangeABit}. */
  private static final long BITS = 1_932_934_654L;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void equalsScalarOnRandomShapes(long seed) {
    Random r = new Random(seed);
    for (int i = 0; i < 25; i++) {
      Case c = new Case(RandomGeometry.next(r), r);
      c.assertClose(kernels -> c.forward(kernels, true), c.taps(), c.g.batch(), c.g.outChannels());
      c.assertClose(c::backwardData, c.g.groupOutChannels() * 25, c.g.batch(), c.g.inChannels());
      c.assertWeightsClose();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void equalsScalarOnFirstLayers(long seed) {
    Random r = new Random(seed);
    for (int i = 0; i < 25; i++) {
      Case c = new Case(RandomGeometry.firstLayer(r), r);
      c.assertClose(kernels -> c.forward(kernels, true), c.taps(), c.g.batch(), c.g.outChannels());
      c.assertClose(c::backwardData, c.g.groupOutChannels() * 25, c.g.batch(), c.g.inChannels());
      c.assertWeightsClose();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {14, 15})
  void equalsScalarOnManyChannels(long seed) {
    Random r = new Random(seed);
    for (int i = 0; i < 25; i++) {
      Case c = new Case(RandomGeometry.manyChannels(r), r);
      c.assertClose(kernels -> c.forward(kernels, true), c.taps(), c.g.batch(), c.g.outChannels());
      c.assertClose(c::backwardData, c.g.groupOutChannels() * 25, c.g.batch(), c.g.inChannels());
      c.assertWeightsClose();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {16, 17})
  void equalsScalarAtStrideTwo(long seed) {
    Random r = new Random(seed);
    for (int i = 0; i < 25; i++) {
      Case c = new Case(RandomGeometry.strided(r), r);
      c.assertClose(kernels -> c.forward(kernels, true), c.taps(), c.g.batch(), c.g.outChannels());
      c.assertClose(c::backwardData, c.g.groupOutChannels() * 25, c.g.batch(), c.g.inChannels());
      c.assertWeightsClose();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {18, 19})
  void equalsScalarOnImages(long seed) {
    Random r = new Random(seed);
    for (int i = 0; i < 25; i++) {
      Case c = new Case(RandomGeometry.image(r), r);
      c.assertClose(kernels -> c.forward(kernels, true), c.taps(), c.g.batch(), c.g.outChannels());
      c.assertClose(c::backwardData, c.g.groupOutChannels() * 25, c.g.batch(), c.g.inChannels());
      c.assertWeightsClose();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {20, 21})
  void equalsScalarOnBandsOfPixels(long seed) {
    Random r = new Random(seed);
    for (int i = 0; i < 25; i++) {
      new Case(RandomGeometry.bands(r), r).assertWeightsClose();
    }
  }

  /** The windows of a row together are as long as the row, though the first begins before it. */
  @Test
  void equalsScalarWhereTheStrideSkipsAsMuchAsIsPadded() {
    new Case(ConvGeometry.square(17, 3, 33, 8, 3, 3, 1), new Random(22)).assertWeightsClose();
  }

  /** Channels of dx and dy so that the zeros of a row are less or more than its tiles can write. */
  @ParameterizedTest
  @CsvSource({
    "8, 9, 4, 1, 2, 0", "16, 8, 32, 1, 2, 0", "10, 7, 40, 1, 2, 0", "24, 6, 5, 1, 3, 0",
    "32, 5, 16, 1, 2, 1", "8, 4, 200, 1, 2, 0", "16, 11, 8, 2, 3, 1", "3, 8, 8, 1, 2, 0"
  })
  void gradientIsZeroWhereAStrideLeavesOut(
      int in, int size, int out, int kernel, int stride, int padding) {
    ConvGeometry g = ConvGeometry.square(33, in, size, out, kernel, stride, padding);
    Case c = new Case(g, new Random(22));
    c.assertClose(c::backwardData, out * kernel * kernel, g.batch(), in);
    assertArrayEquals(c.all(1)[1], c.all(3)[1]);
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8})
  void threadsDoNotChangeABit(long seed) {
    Random r = new Random(seed);
    for (int i = 0; i < 10; i++) {
      Case c = new Case(RandomGeometry.any(r, i), r);
      float[][] one = c.all(1);
      float[][] three = c.all(3);
      for (int k = 0; k < one.length; k++) {
        assertArrayEquals(one[k], three[k], c.g::toString);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "128,16,5,120,5",
    "128,120,1,84,1",
    "32,6,7,43,3",
    "5,20,9,37,5",
    "16,40,1,9,1",
    "16,5,6,130,2"
  })
  void threadsThatShareAPartOfTheSamplesDoNotChangeABit(
      int batch, int in, int size, int out, int kernel) {
    Case c = new Case(ConvGeometry.square(batch, in, size, out, kernel, 1, 0), new Random(3));
    c.assertWeightsClose();
    float[][] one = c.all(1);
    for (int threads : new int[] {2, 5, 17}) {
      float[][] several = c.all(threads);
      for (int k = 0; k < one.length; k++) {
        assertArrayEquals(one[k], several[k]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5})
  void whatBecomesOfASampleDoesNotDependOnTheBatch(int taps) {
    Random r = new Random(18);
    for (int size = 5; size < 13; size++) {
      for (int channels = 24; channels <= 64; channels += 8) {
        Case many = new Case(ConvGeometry.square(128, channels, size, 32, taps, 1, taps / 2), r);
        Case few = many.of(1);
        assertStartsAlike(many.forward(SIMD, true), few.forward(SIMD, true), many.g);
        assertStartsAlike(many.backwardData(SIMD), few.backwardData(SIMD), many.g);
      }
    }
  }

  /** The first lane of the first block, which both have. */
  private static void assertStartsAlike(float[] many, float[] few, ConvGeometry g) {
    for (int i = Lanes.START; i < few.length; i += Lanes.BLOCK) {
      assertEquals(many[i], few[i], g::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void whatIsNotFiniteReachesExactlyThePixelsThatSeeIt(float bad) {
    ConvGeometry g = ConvGeometry.square(3, 2, 9, 5, 3, 2, 1);
    Case c = new Case(g, new Random(9));
    // Sample 1, channel 0, row 4, column 4 is seen by output rows and columns 2 only.
    c.x[Lanes.START + ((4 * 9 + 4) * 2) * 16 + 1] = bad;
    float[] y = c.forward(SIMD, false);
    for (int pixel = 0; pixel < 25; pixel++) {
      for (int lane = 0; lane < 3; lane++) {
        boolean sees = lane == 1 && pixel == 2 * 5 + 2;
        assertEquals(
            !sees, Float.isFinite(y[Lanes.START + pixel * 5 * 16 + lane]), "pixel " + pixel);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE})
  void whatIsNotFiniteReachesExactlyTheWeightsThatSeeIt(float bad) {
    assertReachesExactlyTheWeightsThatSeeIt(ConvGeometry.square(18, 9, 8, 10, 3, 1, 1), bad);
    assertReachesExactlyTheWeightsThatSeeIt(ConvGeometry.square(18, 9, 8, 33, 3, 2, 1), bad);
  }

  private static void assertReachesExactlyTheWeightsThatSeeIt(ConvGeometry g, float bad) {
    Case c = new Case(g, new Random(9));
    // Sample 1, channel 0, row 0, column 7 is not seen by the last row of weights, nor the first
    // column.
    c.x[Lanes.START + 7 * 9 * 16 + 1] = bad;
    float[] expected = c.backwardWeights(SCALAR);
    float[] actual = c.backwardWeights(SIMD);
    int finite = 0;
    for (int i = 0; i < expected.length; i++) {
      assertEquals(Float.isFinite(expected[i]), Float.isFinite(actual[i]), "weight " + i);
      finite += Float.isFinite(actual[i]) ? 1 : 0;
    }
    assertTrue(finite > 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 17})
  void spareLanesDoNotReachTheWeights(int batch) {
    assertSpareLanesAreLeftOut(ConvGeometry.square(batch, 3, 6, 4, 3, 1, 1));
    assertSpareLanesAreLeftOut(ConvGeometry.square(batch, 3, 12, 4, 3, 1, 1));
    assertSpareLanesAreLeftOut(ConvGeometry.square(batch, 17, 6, 4, 3, 1, 1));
    assertSpareLanesAreLeftOut(ConvGeometry.square(batch, 17, 7, 9, 3, 1, 1));
    assertSpareLanesAreLeftOut(ConvGeometry.square(batch, 5, 9, 33, 3, 2, 1));
    assertSpareLanesAreLeftOut(ConvGeometry.square(batch, 6, 12, 8, 1, 2, 0));
  }

  private static void assertSpareLanesAreLeftOut(ConvGeometry geometry) {
    Case c = new Case(geometry, new Random(10));
    float[] clean = c.backwardWeights(SIMD);
    for (int i = 0; i < c.x.length - Lanes.START; i++) {
      int block = i / c.g.inBlockSize();
      if (i % 16 >= Lanes.used(geometry.batch(), block)) {
        c.x[Lanes.START + i] = Float.NaN;
      }
    }
    assertArrayEquals(clean, c.backwardWeights(SIMD));
    assertTrue(Float.isFinite(c.backwardWeights(SCALAR)[0]));
  }

  /**
   * Every lane sees the same additions in the same order in vectors of every width, so this sum of
   * all bits is the same in each of the build's executions. It may change with the order of
   * additions, for every width alike.
   */
  @Test
  void widthOfVectorsDoesNotChangeABit() {
    Random r = new Random(14);
    CRC32 bits = new CRC32();
    for (int i = 0; i < 20; i++) {
      new Case(RandomGeometry.any(r, i), r).addAllBits(bits);
    }
    // Results of three and of six channels, whose tiles differ most from one width to another.
    new Case(ConvGeometry.square(33, 3, 8, 16, 3, 1, 1), r).addAllBits(bits);
    new Case(ConvGeometry.square(33, 6, 8, 16, 5, 1, 2), r).addAllBits(bits);
    for (int taps : new int[] {3, 5}) {
      new Case(ConvGeometry.square(17, 32, 8, 33, taps, 1, taps / 2), r).addAllBits(bits);
    }
    assertEquals(BITS, bits.getValue());
  }

  /** One convolution with random arguments. */
  private static final class Case {
    final ConvGeometry g;
    final float[] x;
    final float[] w;
    final float[] bias;
    final float[] dy;

    Case(ConvGeometry g, Random r) {
      this.g = g;
      this.x = RandomGeometry.lanes(r, g.blocks() * g.inBlockSize());
      this.w = RandomGeometry.floats(r, g.weightCount() + 3);
      this.bias = RandomGeometry.floats(r, g.outChannels() + 2);
      this.dy = RandomGeometry.lanes(r, g.blocks() * g.outBlockSize());
    }

    private Case(ConvGeometry g, Case other) {
      this.g = g;
      this.x = Arrays.copyOf(other.x, Lanes.START + g.blocks() * g.inBlockSize());
      this.w = other.w;
      this.bias = other.bias;
      this.dy = Arrays.copyOf(other.dy, Lanes.START + g.blocks() * g.outBlockSize());
    }

    /** The same of the first samples only. */
    Case of(int batch) {
      int taps = g.kernelHeight();
      int padding = g.padHeight();
      return new Case(
          ConvGeometry.square(
              batch, g.inChannels(), g.inHeight(), g.outChannels(), taps, 1, padding),
          this);
    }

    int taps() {
      return g.groupInChannels() * g.kernelHeight() * g.kernelWidth();
    }

    float[] forward(Kernels kernels, boolean withBias) {
      float[] y = new float[dy.length];
      kernels.conv().forward(g, x, w, 3, withBias ? bias : null, 2, y);
      return y;
    }

    float[] backwardData(Kernels kernels) {
      float[] dx = new float[x.length];
      Arrays.fill(dx, Float.NaN);
      kernels.conv().backwardData(g, dy, w, 3, dx);
      return dx;
    }

    float[] backwardWeights(Kernels kernels) {
      float[] dw = new float[g.weightCount() + 1];
      kernels.conv().backwardWeights(g, x, dy, dw, 1);
      return dw;
    }

    float[][] all(int threads) {
      try (Parallel.Scope scope = Parallel.scope(threads)) {
        return new float[][] {forward(SIMD, true), backwardData(SIMD), backwardWeights(SIMD)};
      }
    }

    void addAllBits(CRC32 to) {
      float[][] results = all(1);
      for (float[] values : results) {
        int from = values == results[2] ? 0 : Lanes.START;
        ByteBuffer buffer = ByteBuffer.allocate(4 * (values.length - from));
        buffer.asFloatBuffer().put(values, from, values.length - from);
        to.update(buffer.array());
      }
    }

    void assertClose(Function<Kernels, float[]> run, int terms, int batch, int channels) {
      float[] expected = run.apply(SCALAR);
      float[] actual = run.apply(SIMD);
      int length = expected.length - Lanes.START;
      for (int i = 0; i < length; i++) {
        if (i % 16 < Lanes.used(batch, i / (length / g.blocks()))) {
          int at = Lanes.START + i;
          assertEquals(expected[at], actual[at], tolerance(terms), g::toString);
        }
      }
    }

    void assertWeightsClose() {
      float[] expected = backwardWeights(SCALAR);
      float[] actual = backwardWeights(SIMD);
      int terms = g.batch() * g.outHeight() * g.outWidth();
      assertArrayEquals(expected, actual, tolerance(terms), g::toString);
    }

    /** Some ulps of a sum of products below a quarter, whose errors add like a random walk. */
    private static float tolerance(int terms) {
      return Math.ulp(0.25f) * (4 + terms);
    }
  }
}
