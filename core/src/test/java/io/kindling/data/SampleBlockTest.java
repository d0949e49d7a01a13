package io.kindling.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SampleBlockTest {
  private static final ImageShape SHAPE = new ImageShape(2, 3, 4);

  @Test
  void keepsWhatIsAdded() throws Exception {
    var builder = ByteSampleBlock.builder(SHAPE, 0).firstIndex(100);
    for (int n = 0; n < 50; n++) {
      builder.add(image(n), n % 7);
    }
    ByteSampleBlock block = builder.build();
    assertEquals(50, block.size());
    assertEquals(100, block.firstIndex());
    assertEquals(50 * 24 + 50 * 4, block.bytes());
    var copy = (ByteSampleBlock) serialized(block);
    for (int n = 0; n < 50; n++) {
      assertEquals(n % 7, block.label(n));
      assertArrayEquals(image(n), block.pixels(n));
      assertArrayEquals(image(n), copy.pixels(n));
      assertEquals(image(n)[23] & 0xff, block.pixel(n, 23));
    }
    assertEquals(SHAPE, copy.shape());
    assertEquals(100, copy.firstIndex());
  }

  @Test
  void normalizesAsTorchvisionDoes() {
    var norm = new Normalization(new float[] {0.5f, 0.25f}, new float[] {0.25f, 0.5f});
    var block = ByteSampleBlock.builder(SHAPE).add(image(200), 0).build();
    float[] out = new float[30];
    block.write(0, norm, out, 3);
    for (int i = 0; i < 24; i++) {
      float v = (image(200)[i] & 0xff) / 255f;
      assertEquals(i < 12 ? (v - 0.5f) / 0.25f : (v - 0.25f) / 0.5f, out[3 + i]);
    }
    assertEquals(0f, out[2]);
    assertEquals(0f, out[27]);
    float[] direct = new float[24];
    norm.apply(image(200), 0, SHAPE, direct, 0);
    assertEquals(direct[5], out[8]);
  }

  /** torchvision: ToTensor then Normalize(mean, std) of the bytes 0, 1, 127, 255; float32. */
  @Test
  void cifarNormalizationEqualsPyTorchToTheBit() {
    float[] expectedRed = {-1.9894737f, -1.97359693f, 0.0268794037f, 2.05910945f};
    byte[] bytes = {0, 1, 127, (byte) 255};
    for (int i = 0; i < 4; i++) {
      float[] out = new float[3];
      Normalization.CIFAR10.apply(new byte[] {bytes[i], 0, 0}, 0, new ImageShape(3, 1, 1), out, 0);
      assertEquals(expectedRed[i], out[0]);
    }
  }

  @Property(tries = 100)
  void placementIsPadCropFlip(
      @ForAll @IntRange(min = -4, max = 4) int dy,
      @ForAll @IntRange(min = -4, max = 4) int dx,
      @ForAll boolean flip,
      @ForAll boolean floats) {
    SampleBlock block;
    if (floats) {
      float[] v = new float[24];
      for (int i = 0; i < 24; i++) {
        v[i] = image(9)[i] & 0xff;
      }
      block = FloatSampleBlock.builder(SHAPE).add(v, 1).build();
    } else {
      block = ByteSampleBlock.builder(SHAPE).add(image(9), 1).build();
    }
    float[] out = new float[24];
    block.write(0, Normalization.NONE, new Placement(dy, dx, flip), out, 0);
    int pad = 4;
    for (int c = 0; c < 2; c++) {
      float[][] padded = new float[3 + 2 * pad][4 + 2 * pad];
      for (int y = 0; y < 3; y++) {
        for (int x = 0; x < 4; x++) {
          float raw = image(9)[c * 12 + y * 4 + x] & 0xff;
          padded[y + pad][x + pad] = floats ? raw : raw / 255f;
        }
      }
      for (int y = 0; y < 3; y++) {
        for (int x = 0; x < 4; x++) {
          int from = flip ? 3 - x : x;
          assertEquals(padded[y + dy + pad][from + dx + pad], out[c * 12 + y * 4 + x]);
        }
      }
    }
  }

  @Test
  void cropAndFlipDependsOnSeedEpochAndSampleOnly() {
    CropAndFlip recipe = Augmentation.cropAndFlip();
    int[] dy = new int[9];
    int[] dx = new int[9];
    int flips = 0;
    int changed = 0;
    int n = 9000;
    for (int i = 0; i < n; i++) {
      Placement p = recipe.placement(3, 1, i);
      assertEquals(p, recipe.placement(3, 1, i));
      changed += p.equals(recipe.placement(3, 2, i)) ? 0 : 1;
      dy[p.dy() + 4]++;
      dx[p.dx() + 4]++;
      flips += p.flip() ? 1 : 0;
    }
    assertTrue(changed > n * 0.95);
    assertTrue(Math.abs(flips - n / 2) < 250, "flips " + flips);
    for (int i = 0; i < 9; i++) {
      assertTrue(Math.abs(dy[i] - 1000) < 150 && Math.abs(dx[i] - 1000) < 150);
    }
    assertTrue(Augmentation.NONE.placement(1, 2, 3).isIdentity());
    assertThrows(IllegalArgumentException.class, () -> new CropAndFlip(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> new CropAndFlip(1, 1.5));
  }

  /** Checkpoints of runs must go on with the same images: these never change. */
  @Test
  void drawsAreWhatTheyHaveAlwaysBeen() {
    Placement[] expected = {
      new Placement(-2, -1, true),
      new Placement(0, 4, false),
      new Placement(-4, 2, false),
      new Placement(-2, 4, true),
      new Placement(-3, 2, false),
      new Placement(-1, 3, false)
    };
    for (int sample = 0; sample < expected.length; sample++) {
      assertEquals(expected[sample], Augmentation.cropAndFlip().placement(3, 1, sample));
    }
    SampleGenerator random = new SampleGenerator().reset(1, 2, 3);
    for (double value :
        new double[] {
          0.4721227951813489,
          0.6273981591220945,
          0.317266934318468,
          0.8949030544608831,
          0.3018164145760238
        }) {
      assertEquals(value, random.nextDouble());
    }
    assertEquals(0.49232802353799343, random.stream(2).nextDouble());
    assertEquals(0.902864005882293, random.ofSample());
    assertEquals(0.4721227951813489, random.reset(1, 2, 3).nextDouble());
  }

  @Test
  void transformWritesABatchThatDoesNotDependOnThePartition() {
    var images = new GeneratedImages(4);
    var sampler = new EpochSampler(9, 40, 16);
    var transform = new SampleTransform(Normalization.CIFAR10, Augmentation.cropAndFlip(), 9);
    int size = Cifar10.SHAPE.size();
    var whole = images.block(0, 40);
    float[] expected = new float[40 * size];
    for (int i = 0; i < 40; i++) {
      transform.write(whole, i, 5, expected, i * size);
    }
    for (long first : new long[] {0, 13, 27}) {
      var block = images.block(first, 13);
      var share = sampler.share(5, first, 13);
      float[] out = new float[13 * size];
      long[] labels = new long[13];
      for (int step = 0; step < share.steps(); step++) {
        int n = transform.write(block, share, step, 5, out, labels);
        assertEquals(share.size(step), n);
        for (int i = 0; i < n; i++) {
          int global = (int) first + share.row(step, i);
          assertEquals(images.label(global), labels[i]);
          for (int k = 0; k < size; k++) {
            assertEquals(expected[global * size + k], out[i * size + k]);
          }
        }
      }
    }
  }

  @Test
  void wrongLengthsAndShapesAreNamed() {
    var builder = ByteSampleBlock.builder(SHAPE);
    var e = assertThrows(DataException.class, () -> builder.add(new byte[23], 0));
    assertTrue(e.getMessage().contains("23") && e.getMessage().contains("2x3x4"));
    var floats = FloatSampleBlock.builder(SHAPE);
    assertThrows(DataException.class, () -> floats.add(new float[25], 0));
    var wide = new ImageShape(1, 30_000, 30_000);
    assertTrue(
        assertThrows(DataException.class, () -> ByteSampleBlock.builder(wide, 3))
            .getMessage()
            .contains("more partitions"));
    assertThrows(IllegalArgumentException.class, () -> new ImageShape(0, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new ImageShape(3, 40_000, 40_000));
    var block = builder.add(new byte[24], 0).build();
    assertThrows(
        IllegalArgumentException.class,
        () -> block.write(0, Normalization.CIFAR10, new float[24], 0));
    assertThrows(
        IllegalArgumentException.class, () -> new Normalization(new float[] {0}, new float[] {0}));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> block.write(1, Normalization.NONE, new float[24], 0));
  }

  private static byte[] image(int n) {
    byte[] b = new byte[24];
    for (int i = 0; i < 24; i++) {
      b[i] = (byte) (n * 31 + i * 11);
    }
    return b;
  }

  private static Object serialized(Object o) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(o);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }
}
