package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;

/**
 * An image without colours, 0.2989 R + 0.587 G + 0.114 B; torchvision's {@code Grayscale}.
 *
 * @param numOutputChannels 1, or 3 equal ones
 */
public record Grayscale(int numOutputChannels) implements Transform {

  /**
   * @throws IllegalArgumentException when it is not 1 or 3
   */
  public Grayscale {
    if (numOutputChannels != 1 && numOutputChannels != 3) {
      throw new IllegalArgumentException(
          "grayscale: num_output_channels must be 1 or 3, got " + numOutputChannels);
    }
  }

  @Override
  public ImageShape outputShape(ImageShape in) {
    Arguments.colours("grayscale", in);
    return new ImageShape(numOutputChannels, in.height(), in.width());
  }

  @Override
  public void apply(ImageBuffer image) {
    Colors.grayscale(image, numOutputChannels);
  }
}
