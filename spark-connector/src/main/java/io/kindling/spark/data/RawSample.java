package io.kindling.spark.data;

import io.kindling.data.ByteSampleBlock;
import io.kindling.data.FloatSampleBlock;
import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageCodec;
import io.kindling.data.ImageShape;
import io.kindling.data.SparseSampleBlock;
import io.kindling.data.TargetSampleBlock;
import java.io.Serializable;

/**
 * One row on its way to its partition: the label and the sample in the smallest form the row has it
 * in, which for an encoded image is still PNG or JPEG.
 *
 * <p>A plain class with plain fields, because Kryo 4 carries it through the shuffle.
 */
final class RawSample implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int label;

  /** PNG or JPEG where {@link #encoded}, else C*H*W unsigned bytes; null for values. */
  private final byte[] bytes;

  /** C*H*W values, or those at {@link #indices}; null for bytes. */
  private final float[] values;

  /** Of a sparse vector the places that are held, ascending; else null. */
  private final int[] indices;

  private final boolean encoded;

  /** Shape of what is not encoded, or null. */
  private final ImageShape shape;

  /** Whether an encoded image is turned upright by EXIF's orientation. */
  private final boolean exif;

  /** What the row calls its image, or null. */
  private final String path;

  /** Numbers to be predicted, or null where the label is. */
  private final float[] target;

  private final float weight;

  private RawSample(
      int label,
      byte[] bytes,
      float[] values,
      int[] indices,
      boolean encoded,
      ImageShape shape,
      boolean exif,
      String path) {
    this(label, bytes, values, indices, encoded, shape, exif, path, null, 1f);
  }

  private RawSample(
      int label,
      byte[] bytes,
      float[] values,
      int[] indices,
      boolean encoded,
      ImageShape shape,
      boolean exif,
      String path,
      float[] target,
      float weight) {
    this.label = label;
    this.bytes = bytes;
    this.values = values;
    this.indices = indices;
    this.encoded = encoded;
    this.shape = shape;
    this.exif = exif;
    this.path = path;
    this.target = target;
    this.weight = weight;
  }

  /** The same sample with what is to be predicted, or null, and how much it counts. */
  RawSample with(float[] newTarget, float newWeight) {
    return new RawSample(
        label, bytes, values, indices, encoded, shape, exif, path, newTarget, newWeight);
  }

  /** Adds what is to be predicted, and the weight, to those of the samples before. */
  void addTo(TargetSampleBlock.Builder targets) {
    targets.add(target, weight);
  }

  /**
   * @param exif whether the image is turned upright by EXIF's orientation
   */
  static RawSample encoded(int label, byte[] image, String path, boolean exif) {
    return new RawSample(label, image, null, null, true, null, exif, path);
  }

  static RawSample pixels(int label, byte[] pixels, ImageShape shape) {
    return new RawSample(label, pixels, null, null, false, shape, false, null);
  }

  static RawSample values(int label, float[] values, ImageShape shape) {
    return new RawSample(label, null, values, null, false, shape, false, null);
  }

  /** A vector without its zeros; not copied. */
  static RawSample sparse(int label, int[] indices, float[] values, ImageShape shape) {
    return new RawSample(label, null, values, indices, false, shape, false, null);
  }

  int label() {
    return label;
  }

  /** Adds this sample to a block of images; {@code column} and {@code index} are for errors. */
  void addTo(ByteSampleBlock.Builder block, ImageShape wanted, String column, long index) {
    if (encoded) {
      int at = block.next(label);
      ImageCodec.decode(bytes, wanted, where(column, index), exif, block.array(), at);
    } else {
      block.add(bytes, label);
    }
  }

  /** Adds this sample to a block of feature vectors. */
  void addTo(FloatSampleBlock.Builder block) {
    block.add(values, label);
  }

  /** Adds this sample to a block of vectors without zeros. */
  void addTo(SparseSampleBlock.Builder block) {
    block.add(indices, values, label);
  }

  /**
   * Decodes this sample as it is, of whatever size.
   *
   * @param source its number of channels holds for encoded images
   */
  void read(ImageBuffer image, ImageShape source, String column, long index) {
    if (values != null) {
      image.set(shape, values, 0);
    } else if (!encoded) {
      image.set(shape, bytes, 0);
    } else {
      String where = where(column, index);
      ImageShape own = ImageCodec.shapeOf(bytes, where, exif);
      ImageShape as = new ImageShape(source.channels(), own.height(), own.width());
      image.set(as, ImageCodec.decode(bytes, as, where, exif), 0);
    }
  }

  /** How errors name this sample. */
  String where(String column, long index) {
    return RowErrors.where(column, index, path);
  }
}
