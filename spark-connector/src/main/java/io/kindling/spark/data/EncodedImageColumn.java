package io.kindling.spark.data;

import io.kindling.data.ImageCodec;
import io.kindling.data.ImageShape;
import org.apache.spark.sql.Row;

/**
 * The published schema of image data sets in Parquet: {@code struct<bytes: binary, path: string>}
 * with PNG or JPEG bytes. The path is optional and only names the image in errors.
 *
 * @param exif whether images are turned upright by EXIF's orientation
 */
record EncodedImageColumn(String name, int bytesField, int pathField, boolean exif)
    implements FeatureColumn {
  /** Value of {@link #pathField} where the struct has no path. */
  static final int NO_PATH = -1;

  @Override
  public boolean real() {
    return false;
  }

  @Override
  public FeatureColumn applyExifOrientation(boolean apply) {
    return new EncodedImageColumn(name, bytesField, pathField, apply);
  }

  @Override
  public boolean tellsShape() {
    return true;
  }

  @Override
  public ImageShape shapeOf(Row row, long index) {
    Row image = image(row, index);
    return ImageCodec.shapeOf(bytes(image, index), RowErrors.where(name, index, path(image)), exif);
  }

  @Override
  public RawSample read(Row row, long index, ImageShape shape, int label) {
    Row image = image(row, index);
    return RawSample.encoded(label, bytes(image, index), path(image), exif);
  }

  private Row image(Row row, long index) {
    if (row.isNullAt(0)) {
      throw RowErrors.at(name, index, "image is null");
    }
    return row.getStruct(0);
  }

  private byte[] bytes(Row image, long index) {
    if (image.isNullAt(bytesField)) {
      throw RowErrors.at(name, index, path(image), "image bytes are null");
    }
    return image.getAs(bytesField);
  }

  private String path(Row image) {
    return pathField == NO_PATH || image.isNullAt(pathField) ? null : image.getString(pathField);
  }
}
