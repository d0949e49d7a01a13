package io.kindling.data.transforms;

import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import java.io.Serializable;

/** A step of the way from a stored image to a network. Immutable. */
public interface Transform extends Serializable {

  /**
   * The shape of the result, known without running.
   *
   * @throws IllegalArgumentException when images of this shape cannot be taken
   */
  default ImageShape outputShape(ImageShape in) {
    return in;
  }

  /** Whether each visit of a sample may see another result; otherwise once is enough. */
  default boolean isRandom() {
    return false;
  }

  /**
   * Changes the image in place.
   *
   * @param image the image, of bytes or floats, with the random numbers of this visit
   */
  void apply(ImageBuffer image);
}
