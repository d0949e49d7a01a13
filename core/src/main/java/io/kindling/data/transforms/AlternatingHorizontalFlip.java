package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;

/**
 * Mirrors every other epoch: whether a sample is mirrored in epoch 0 is drawn once, and then turns
 * with each epoch, so that two epochs show both sides. From airbench (Jordan, "94% on CIFAR-10 in
 * 3.29 Seconds on a Single GPU", 2024); torchvision has no such transform.
 */
public record AlternatingHorizontalFlip() implements Transform {

  @Override
  public boolean isRandom() {
    return true;
  }

  @Override
  public void apply(ImageBuffer image) {
    boolean odd = (image.random().epoch() & 1) == 1;
    boolean first = image.random().ofSample() < 0.5;
    if (first != odd) {
      Windows.flipHorizontally(image);
    }
  }
}
