package io.kindling.spark.data;

import io.kindling.data.DataException;
import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import io.kindling.data.transforms.Compose;
import java.io.Serializable;
import org.apache.spark.sql.Row;

/**
 * The form of a data set's samples: as they come, and as they are kept.
 *
 * @param source shape of a sample as it comes; where transforms are made once, images may come in
 *     other sizes, with as many channels
 * @param once transforms that are made once, when a sample is decoded
 * @param shape of a sample as it is kept
 */
public record SampleForm(ImageShape source, Compose once, ImageShape shape)
    implements Serializable {

  /**
   * @throws IllegalArgumentException when the transforms cannot take such samples, or are random
   */
  public SampleForm(ImageShape source, Compose once) {
    this(source, once, once.outputShape(source));
    if (once.isRandom()) {
      throw new IllegalArgumentException(
          "transforms: " + once + " are random, and would be the same in every epoch");
    }
  }

  /** Samples of this shape, which are kept as they come. */
  public static SampleForm of(ImageShape shape) {
    return new SampleForm(shape, new Compose());
  }

  /** Whether samples are kept in another form than they come in. */
  public boolean changes() {
    return !once.transforms().isEmpty();
  }

  /** The shape that the sample in a row must come in. */
  ImageShape sourceOf(FeatureColumn column, Row row, long index) {
    if (!changes() || !column.tellsShape()) {
      return source;
    }
    ImageShape own = column.shapeOf(row, index);
    return new ImageShape(source.channels(), own.height(), own.width());
  }

  /**
   * Makes the transforms.
   *
   * @param where names the row in errors
   * @throws DataException when they cannot take the image, or give it another shape than others
   */
  void apply(ImageBuffer image, String where) {
    ImageShape came = image.shape();
    ImageShape given;
    try {
      given = once.outputShape(came);
    } catch (IllegalArgumentException e) {
      throw new DataException(where + ": " + e.getMessage(), e);
    }
    if (!given.equals(shape)) {
      throw new DataException(
          where
              + ": the image of "
              + came
              + " (channels, height, width) is "
              + given
              + " after "
              + once
              + ", wanted "
              + shape
              + " as the first row's; resize(n) | centerCrop(n), or resize((h, w)), give all images"
              + " one size");
    }
    once.apply(image, 0, 0, 0);
  }
}
