package io.kindling.examples.bench;

import io.kindling.data.Augmentation;
import io.kindling.data.ByteSampleBlock;
import io.kindling.data.Cifar10;
import io.kindling.data.GeneratedImages;
import io.kindling.data.ImageBuffer;
import io.kindling.data.Normalization;
import io.kindling.data.SampleTransform;
import io.kindling.data.transforms.Transforms;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to bring one stored image of CIFAR-10 to the network: to be seen beside a step of
 * {@link WholeSteps}, which is of a batch.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ImageTransforms {
  private static final int IMAGES = 512;

  /** {@code none}, {@code cropAndFlip} in one pass, or transforms as text. */
  @Param({
    "none",
    "cropAndFlip",
    "randomCrop(32, padding=4) | randomHorizontalFlip",
    "randomCrop(32, padding=4, paddingMode=reflect) | randomHorizontalFlip | trivialAugmentWide",
    "randomResizedCrop(32) | randomHorizontalFlip | colorJitter(0.4, 0.4, 0.4)"
  })
  public String transform;

  private final ImageBuffer buffer = new ImageBuffer();
  private final float[] out = new float[Cifar10.SHAPE.size()];
  private ByteSampleBlock images;
  private SampleTransform way;
  private long visit;

  /** Reads the text and generates images. */
  @Setup(Level.Trial)
  public void prepare() {
    images = new GeneratedImages(1).block(0, IMAGES);
    Augmentation augmentation =
        switch (transform) {
          case "none" -> Augmentation.NONE;
          case "cropAndFlip" -> Augmentation.cropAndFlip();
          default -> Transforms.parse(transform);
        };
    way = new SampleTransform(Normalization.CIFAR10, augmentation, 1);
  }

  /** One visit of one image. */
  @Benchmark
  public float[] visit() {
    way.write(images, (int) (visit % IMAGES), visit / IMAGES, buffer, out, 0);
    visit++;
    return out;
  }
}
