package io.kindling.spark.data;

import io.kindling.data.Cifar10;
import io.kindling.data.ImageCodec;
import io.kindling.data.ImageShape;
import org.apache.spark.sql.Row;

/**
 * A {@code binary} column of raw pixels: C*H*W unsigned bytes in CHW order, as in the records of
 * CIFAR-10's binary version.
 */
record PixelColumn(String name) implements FeatureColumn {

  @Override
  public boolean real() {
    return false;
  }

  @Override
  public ImageShape shapeOf(Row row, long index) {
    byte[] pixels = bytes(row, index);
    if (pixels.length != Cifar10.SHAPE.size()) {
      throw RowErrors.at(
          name,
          index,
          pixels.length
              + " raw bytes do not tell their shape; give the shape (channels, height, width)"
              + hint(pixels));
    }
    return Cifar10.SHAPE;
  }

  @Override
  public RawSample read(Row row, long index, ImageShape shape, int label) {
    byte[] pixels = bytes(row, index);
    if (pixels.length != shape.size()) {
      throw RowErrors.at(
          name,
          index,
          "got "
              + pixels.length
              + " bytes, wanted "
              + shape.size()
              + " raw pixels of shape "
              + shape
              + hint(pixels));
    }
    return RawSample.pixels(label, pixels, shape);
  }

  private byte[] bytes(Row row, long index) {
    if (row.isNullAt(0)) {
      throw RowErrors.at(name, index, "pixels are null");
    }
    return row.getAs(0);
  }

  private static String hint(byte[] pixels) {
    return ImageCodec.looksEncoded(pixels)
        ? "; this is a PNG or JPEG, which belongs in a column img: struct<bytes: binary, path:"
            + " string>"
        : "";
  }
}
