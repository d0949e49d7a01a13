package io.kindling.data.transforms;

import io.kindling.data.Augmentation;
import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleBlocks;
import io.kindling.data.SampleGenerator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Transforms one after the other; torchvision's {@code Compose}. As text they stand with {@code |}
 * between them, {@link Transforms#parse}.
 *
 * <p>The random ones among them have a stream of random numbers each, keyed by (seed, epoch,
 * sample), so that a visit sees the same whatever the number of workers, after a retry and after a
 * resume, and whether the fixed transforms at the beginning were made before or not.
 *
 * @param transforms in order
 */
public record Compose(List<Transform> transforms) implements Augmentation {

  /** The transforms in order. */
  public Compose {
    transforms = List.copyOf(transforms);
  }

  /** The transforms in order. */
  public Compose(Transform... transforms) {
    this(List.of(transforms));
  }

  @Override
  public ImageShape outputShape(ImageShape sample) {
    ImageShape shape = sample;
    for (int i = 0; i < transforms.size(); i++) {
      shape = transforms.get(i).outputShape(shape);
    }
    return shape;
  }

  @Override
  public void apply(ImageBuffer image, long seed, long epoch, long sample) {
    SampleGenerator random = image.random().reset(seed, epoch, sample);
    int stream = 0;
    for (int i = 0; i < transforms.size(); i++) {
      Transform transform = transforms.get(i);
      if (transform.isRandom()) {
        random.stream(stream++);
      }
      transform.apply(image);
    }
  }

  /** Whether visits may differ. */
  public boolean isRandom() {
    return transforms.stream().anyMatch(Transform::isRandom);
  }

  /** The transforms before the first random one: what can be made once and kept. */
  public Compose deterministicPrefix() {
    return new Compose(transforms.subList(0, prefix()));
  }

  /** The transforms from the first random one on: what each epoch makes anew. */
  public Compose remainder() {
    return new Compose(transforms.subList(prefix(), transforms.size()));
  }

  @Override
  public Augmentation deterministic() {
    return prefix() == 0 ? NONE : deterministicPrefix();
  }

  private int prefix() {
    int first = 0;
    while (first < transforms.size() && !transforms.get(first).isRandom()) {
      first++;
    }
    return first;
  }

  /**
   * A block of the transformed samples, with the same labels, targets, weights and indices: what
   * {@link #deterministicPrefix} is for.
   *
   * @throws IllegalArgumentException when a transform is random, or cannot take the samples
   */
  public SampleBlock once(SampleBlock block) {
    if (isRandom()) {
      throw new IllegalArgumentException(
          "Compose.once: "
              + this
              + " is random, and would be the same in every epoch; take its deterministicPrefix()");
    }
    ImageBuffer image = new ImageBuffer();
    return SampleBlocks.map(
        block, outputShape(block.shape()), image, buffer -> apply(buffer, 0, 0, 0));
  }

  /** The text that {@link Transforms#parse} reads; of others' transforms what they print. */
  @Override
  public String toString() {
    return transforms.stream()
        .map(transform -> Transforms.known(transform).orElseGet(transform::toString))
        .collect(Collectors.joining(" | "));
  }
}
