package io.kindling.data.transforms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.kindling.data.Augmentation;
import io.kindling.data.ByteSampleBlock;
import io.kindling.data.Cifar10;
import io.kindling.data.CropAndFlip;
import io.kindling.data.DataLoader;
import io.kindling.data.EpochSampler;
import io.kindling.data.FloatSampleBlock;
import io.kindling.data.GeneratedImages;
import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageCodec;
import io.kindling.data.ImageShape;
import io.kindling.data.Normalization;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.data.TargetSampleBlock;
import io.kindling.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Composition, text, and the random numbers of transforms. */
class TransformsTest {
  private static final String EVERYTHING =
      "resize(40) | centerCrop(38) | pad(1, paddingMode=edge) | randomCrop(36, padding=2,"
          + " paddingMode=reflect) | randomResizedCrop(32) | randomHorizontalFlip |"
          + " randomVerticalFlip(0.3) | alternatingHorizontalFlip | colorJitter(0.4, 0.4, 0.4, 0.1)"
          + " | randAugment | trivialAugmentWide(interpolation=bilinear) | randomRotation(15) |"
          + " randomAffine(10, translate=(0.1, 0.1), scale=(0.9, 1.1), shear=5) |"
          + " randomGrayscale(0.2) | randomInvert(0.1) | randomPosterize(4) | randomSolarize(128) |"
          + " randomAdjustSharpness(2) | randomAutocontrast | randomEqualize | randomErasing(1.0) |"
          + " cutout(8)";

  private final ByteSampleBlock images = new GeneratedImages(6).block(0, 21);

  private static float[] apply(Compose compose, SampleBlock block, int row, long seed, long epoch) {
    ImageBuffer image = new ImageBuffer();
    block.read(row, image);
    compose.apply(image, seed, epoch, block.firstIndex() + row);
    return image.toFloats();
  }

  @Test
  void aVisitDependsOnSeedEpochAndSampleOnly() {
    Compose all = Transforms.parse(EVERYTHING);
    SampleBlock part = new GeneratedImages(6).block(7, 14);
    ImageBuffer used = new ImageBuffer();
    int sameInNextEpoch = 0;
    for (int row = 0; row < part.size(); row++) {
      float[] first = apply(all, images, 7 + row, 3, 5);
      part.read(row, used);
      all.apply(used, 3, 5, 7 + row);
      assertArrayEquals(first, used.toFloats());
      sameInNextEpoch += Arrays.equals(first, apply(all, images, 7 + row, 3, 6)) ? 1 : 0;
      sameInNextEpoch += Arrays.equals(first, apply(all, images, 7 + row, 4, 5)) ? 1 : 0;
    }
    assertEquals(0, sameInNextEpoch);
  }

  @Test
  void bytesStayBytesAndFloatsStayInTheirRange() {
    Compose all = Transforms.parse(EVERYTHING);
    FloatSampleBlock.Builder floats = FloatSampleBlock.builder(Cifar10.SHAPE);
    for (int row = 0; row < images.size(); row++) {
      ImageBuffer image = new ImageBuffer();
      images.read(row, image);
      float[] values = image.toFloats();
      for (int i = 0; i < values.length; i++) {
        values[i] /= 255;
      }
      floats.add(values, 0);
    }
    for (int row = 0; row < images.size(); row++) {
      for (int epoch = 0; epoch < 20; epoch++) {
        for (float value : apply(all, images, row, 1, epoch)) {
          assertTrue(value >= 0 && value <= 255 && value == Math.rint(value), "value " + value);
        }
      }
    }
    SampleBlock scaled = floats.build();
    Compose kept =
        Transforms.parse(
            EVERYTHING.replace("(128)", "(0.5)").replace(" | cutout(8)", " | resize(20)"));
    assertEquals(new ImageShape(3, 20, 20), kept.outputShape(Cifar10.SHAPE));
    for (int row = 0; row < scaled.size(); row++) {
      for (float value : apply(kept, scaled, row, 1, 1)) {
        assertTrue(value >= -1e-5 && value <= 1 + 1e-5, "value " + value);
      }
    }
  }

  @Property(tries = 60)
  void shapesAreKnownWithoutRunning(
      @ForAll @IntRange(min = 1, max = 60) int height,
      @ForAll @IntRange(min = 1, max = 60) int width,
      @ForAll @IntRange(min = 1, max = 70) int size,
      @ForAll boolean grey) {
    ImageShape shape = new ImageShape(grey ? 1 : 3, height, width);
    for (String text :
        List.of(
            "resize(%d)",
            "resize(%d, interpolation=bicubic, antialias=False)",
            "resize(%d, max_size=71)",
            "resize((%d, 9), interpolation=nearest)",
            "resize((7, %d), interpolation=bicubic)",
            "centerCrop(%d)",
            "centerCrop((3, %d))",
            "pad(%d, padding_mode=edge)",
            "randomCrop(%d, pad_if_needed=True)",
            "randomResizedCrop(%d)",
            "rgb | resize(%d)")) {
      Compose compose = Transforms.parse(String.format(text, size));
      ImageBuffer image = new ImageBuffer().set(shape, new byte[shape.size()], 0);
      compose.apply(image, 1, 2, 3);
      assertEquals(compose.outputShape(shape), image.shape(), compose.toString());
    }
  }

  @Property(tries = 60)
  void aRandomCropIsACropOfThePaddedImage(
      @ForAll PaddingMode mode,
      @ForAll @IntRange(min = 0, max = 8) int padding,
      @ForAll @IntRange(min = 1, max = 9) int size,
      @ForAll long sample) {
    ImageShape shape = new ImageShape(2, 9, 11);
    byte[] pixels = new byte[shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (1 + i);
    }
    ImageBuffer padded = new ImageBuffer().set(shape, pixels, 0);
    new Compose(new Pad(List.of((long) padding), List.of(0.0), mode)).apply(padded, 0, 0, 0);
    float[] whole = padded.toFloats();
    ImageBuffer image = new ImageBuffer().set(shape, pixels, 0);
    new Compose(new RandomCrop(size, padding, mode)).apply(image, 3, 1, sample);
    int found = 0;
    for (int top = 0; top <= padded.height() - size; top++) {
      for (int left = 0; left <= padded.width() - size; left++) {
        ImageBuffer window = new ImageBuffer().set(padded.shape(), whole, 0);
        Windows.crop(window, top, left, size, size);
        found += Arrays.equals(window.toFloats(), image.toFloats()) ? 1 : 0;
      }
    }
    assertTrue(found > 0);
  }

  @Test
  void cropsAndFlipsComeAtTheirRates() {
    int[] columns = new int[9];
    int flips = 0;
    int n = 4000;
    ImageShape shape = new ImageShape(1, 1, 8);
    byte[] pixels = {1, 2, 3, 4, 5, 6, 7, 8};
    Compose crop = Transforms.parse("pad((4, 0)) | randomCrop((1, 8))");
    Compose flip = Transforms.parse("randomHorizontalFlip");
    for (int i = 0; i < n; i++) {
      ImageBuffer image = new ImageBuffer().set(shape, pixels, 0);
      crop.apply(image, 1, 1, i);
      for (int x = 0; x < 8; x++) {
        if (image.values()[x] != 0) {
          columns[(int) image.values()[x] - 1 - x + 4]++;
          break;
        }
      }
      image.set(shape, pixels, 0);
      flip.apply(image, 1, 1, i);
      flips += image.values()[0] == 8 ? 1 : 0;
    }
    for (int count : columns) {
      assertEquals(n / 9.0, count, 100);
    }
    assertEquals(n / 2.0, flips, 150);
  }

  @Test
  void theAlternatingFlipShowsBothSidesInTwoEpochs() {
    Compose flip = Transforms.parse("alternatingHorizontalFlip");
    int first = 0;
    for (int row = 0; row < images.size(); row++) {
      float[] zero = apply(flip, images, row, 8, 0);
      float[] one = apply(flip, images, row, 8, 1);
      assertFalse(Arrays.equals(zero, one));
      assertArrayEquals(zero, apply(flip, images, row, 8, 2));
      assertArrayEquals(one, apply(flip, images, row, 8, 7));
      first += Arrays.equals(zero, apply(new Compose(), images, row, 8, 0)) ? 1 : 0;
    }
    assertTrue(first > 3 && first < 18, "not mirrored at first: " + first);
  }

  @Test
  void whatIsMadeOnceChangesNoVisit() {
    Compose all = Transforms.parse(EVERYTHING);
    Compose prefix = all.deterministicPrefix();
    assertEquals("resize(40) | centerCrop(38) | pad(1, paddingMode=edge)", prefix.toString());
    assertEquals(
        all.transforms().size(), prefix.transforms().size() + all.remainder().transforms().size());
    SampleBlock once = prefix.once(images);
    assertEquals(new ImageShape(3, 40, 40), once.shape());
    for (int row = 0; row < images.size(); row++) {
      assertEquals(images.label(row), once.label(row));
      assertArrayEquals(apply(all, images, row, 2, 9), apply(all.remainder(), once, row, 2, 9));
    }
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> all.once(images))
            .getMessage()
            .contains("deterministicPrefix"));
  }

  @Test
  void evaluationSeesWhatIsNotRandom() {
    var training = new SampleTransform(Normalization.CIFAR10, Transforms.parse(EVERYTHING), 5);
    assertEquals(
        Transforms.parse(EVERYTHING).deterministicPrefix(),
        training.forEvaluation().augmentation());
    var flips = new SampleTransform(Normalization.CIFAR10, Augmentation.cropAndFlip(), 5);
    assertEquals(Augmentation.NONE, flips.forEvaluation().augmentation());
  }

  @Test
  void targetsAndWeightsAreKept() {
    float[] targets = new float[42];
    float[] weights = new float[21];
    for (int i = 0; i < 21; i++) {
      targets[2 * i] = i;
      weights[i] = i + 0.5f;
    }
    SampleBlock block = TargetSampleBlock.of(images, 2, targets, weights);
    SampleBlock once = Transforms.parse("resize(8) | grayscale").once(block);
    assertEquals(new ImageShape(1, 8, 8), once.shape());
    float[] target = new float[2];
    once.target(20, target, 0);
    assertArrayEquals(new float[] {20, 0}, target);
    assertEquals(20.5f, once.weight(20));
  }

  /** The way in one pass and the way by steps are the same. */
  @Test
  void cropAndFlipInOnePassIsCropAndFlipByItself() {
    CropAndFlip recipe = Augmentation.cropAndFlip();
    Augmentation same =
        new Augmentation() {
          private static final long serialVersionUID = 1L;

          @Override
          public void apply(ImageBuffer image, long seed, long epoch, long sample) {
            recipe.apply(image, seed, epoch, sample);
          }
        };
    float[] fast = new float[3072];
    float[] slow = new float[3072];
    for (int row = 0; row < images.size(); row++) {
      new SampleTransform(Normalization.CIFAR10, recipe, 5).write(images, row, 2, fast, 0);
      new SampleTransform(Normalization.CIFAR10, same, 5).write(images, row, 2, slow, 0);
      assertArrayEquals(fast, slow);
    }
  }

  @Test
  void aLoaderGivesImagesOfTheNewSize() {
    Compose compose = Transforms.parse("resize(20) | randomCrop(16) | grayscale");
    var transform =
        new SampleTransform(new Normalization(new float[] {0.5f}, new float[] {0.25f}), compose, 8);
    var loader = DataLoader.of(images, 8).shuffle(5).transform(transform);
    long[] first = new EpochSampler(5, 21, 8).batch(4, 0);
    var batch = loader.epoch(4).iterator().next();
    assertEquals(Shape.of(8, 1, 16, 16), batch.inputs().shape());
    float[] inputs = batch.inputs().toFloatArray();
    for (int i = 0; i < 8; i++) {
      float[] pixels = apply(compose, images, (int) first[i], 8, 4);
      for (int k = 0; k < 256; k++) {
        assertEquals((pixels[k] / 255f - 0.5f) / 0.25f, inputs[i * 256 + k]);
      }
    }
    var twoChannels = new Normalization(new float[] {0, 0}, new float[] {1, 1});
    assertThrows(
        IllegalArgumentException.class,
        () -> loader.transform(new SampleTransform(twoChannels, compose, 1)));
  }

  @Test
  void imagesOfAnySizeBecomeOne() {
    Compose compose = Transforms.parse("resize(24) | centerCrop(20) | rgb");
    ImageBuffer image = new ImageBuffer();
    for (ImageShape shape : List.of(new ImageShape(3, 31, 77), new ImageShape(1, 90, 21))) {
      byte[] pixels = new byte[shape.size()];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (i * 7);
      }
      ImageCodec.decode(ImageCodec.encodePng(pixels, 0, shape), "a.png", false, image);
      assertArrayEquals(pixels, image.toBytes());
      assertEquals(shape, image.shape());
      compose.apply(image, 0, 0, 0);
      assertEquals(new ImageShape(3, 20, 20), image.shape());
    }
  }

  @Test
  void aWarmVisitAllocatesNothing() {
    Compose compose =
        Transforms.parse(
            "resize(36) | randomCrop(32, padding=2) | randomHorizontalFlip | randomResizedCrop(32)"
                + " | trivialAugmentWide | colorJitter(0.4, 0.4, 0.4, 0.1) | randomErasing(1.0)");
    var transform = new SampleTransform(Normalization.CIFAR10, compose, 1);
    ImageBuffer buffer = new ImageBuffer();
    float[] out = new float[3072];
    for (int i = 0; i < 400; i++) {
      transform.write(images, i % 21, i, buffer, out, 0);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(id);
    int visits = 200;
    for (int i = 0; i < visits; i++) {
      transform.write(images, i % 21, 1000 + i, buffer, out, 0);
    }
    long each = (threads.getThreadAllocatedBytes(id) - before) / visits;
    assertTrue(each < 512, "a visit allocates " + each + " bytes; the image has 12288");
  }

  @Test
  void travelsBySerialization() throws Exception {
    Compose all = Transforms.parse(EVERYTHING);
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(all);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertEquals(all, in.readObject());
    }
  }

  @Test
  void textIsReadAndWritten() {
    Compose all = Transforms.parse(EVERYTHING);
    assertEquals(22, all.transforms().size());
    assertEquals(all, Transforms.parse(all.toString()));
    assertEquals("", new Compose().toString());
    assertEquals(new Compose(), Transforms.parse("  "));
    assertEquals(
        new Compose(new Resize(64), new RandomHorizontalFlip(0.25)),
        Transforms.parse("Resize(size=64, max_size=None)|random_horizontal_flip(p=0.25)"));
    assertEquals(
        new RandomCrop(32, 4, PaddingMode.REFLECT),
        Transforms.byName(
            "RandomCrop", Map.of("size", 32, "padding", 4, "padding_mode", "reflect")));
    assertEquals(
        "resize((32, 48), interpolation=nearest-exact, antialias=False)",
        new Compose(new Resize(List.of(32L, 48L), Interpolation.NEAREST_EXACT, 0, false))
            .toString());
    for (Map.Entry<String, String> each : Transforms.signatures().entrySet()) {
      assertEquals(
          each.getValue(),
          TransformType.all().stream()
              .filter(type -> type.name().equals(each.getKey()))
              .findFirst()
              .orElseThrow()
              .named()
              .signature());
    }
    assertEquals(
        "size, interpolation=bilinear, maxSize=0, antialias=True",
        Transforms.signatures().get("resize"));
    assertNotEquals(new Compose(new Resize(3)), new Compose(new Resize(3, 3)));
  }

  /** A transform of somebody else. */
  record Darker(int by) implements Transform {
    @Override
    public void apply(ImageBuffer image) {
      for (int i = 0; i < image.size(); i++) {
        image.values()[i] = Math.max(0, image.values()[i] - by);
      }
    }
  }

  @Test
  void othersTransformsComposeButHaveNoText() {
    Compose compose = new Compose(new Resize(16), new Darker(40));
    float[] plain = apply(new Compose(new Resize(16)), images, 3, 0, 0);
    float[] darker = apply(compose, images, 3, 0, 0);
    for (int i = 0; i < plain.length; i++) {
      assertEquals(Math.max(0, plain[i] - 40), darker[i]);
    }
    assertEquals("resize(16) | Darker[by=40]", compose.toString());
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Transforms.text(compose))
            .getMessage()
            .contains("Darker"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "resise(64)!did you mean resize?",
        "resize!'size'",
        "resize(64, sise=3)!size",
        "resize(64, interpolation=lanczos)!nearest-exact",
        "resize(0)!each 1..65536, got [0]",
        "resize((1, 2, 3))!(height, width)",
        "resize((1, 2), max_size=5)!max_size",
        "resize(64, True, 0, True, 5)!takes 4 arguments",
        "resize(64, size=3)!twice",
        "resize(3) | | rgb!each side",
        "resize(3) centerCrop(4)!wanted the end",
        "randomHorizontalFlip(1.5)!0..1, got 1.5",
        "randomCrop(3, padding=(1, 2, 3))!one, two or four",
        "pad(-1)!at least 0",
        "colorJitter(hue=0.7)!hue",
        "colorJitter(brightness=(2, 1))!increasing",
        "randAugment(magnitude=31)!magnitude",
        "randomAffine(3, interpolation=bicubic)!nearest or bilinear",
        "randomAffine(3, translate=2)!translate",
        "randomErasing(scale=(0.5, 2))!scale",
        "grayscale(2)!1 or 3",
        "randomPosterize(9)!0..8",
        "cutout(0)!at least 1",
      })
  void whatIsWrongIsNamed(String text, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> Transforms.parse(text));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pad(5, padding_mode=reflect)",
        "pad(6, padding_mode=symmetric)",
        "randomCrop(30)",
        "randomCrop(4, padding=5, padding_mode=reflect)",
        "pad(1, fill=(1, 2))",
        "cutout(2, value=(1, 2, 3, 4))",
      })
  void shapesThatCannotBeTakenAreRefusedBeforeTraining(String text) {
    Compose compose = Transforms.parse(text);
    assertThrows(
        IllegalArgumentException.class, () -> compose.outputShape(new ImageShape(3, 5, 5)));
    Compose colours = Transforms.parse("trivialAugmentWide");
    assertTrue(
        assertThrows(
                IllegalArgumentException.class, () -> colours.outputShape(new ImageShape(2, 5, 5)))
            .getMessage()
            .contains("1 or 3 channels"));
  }
}
