package io.kindling.spark.data;

import io.kindling.data.ImageCodec;
import io.kindling.data.ImageShape;
import org.apache.spark.sql.Row;

/**
 * The struct of Spark's {@code image} data source: {@code struct<origin, height, width, nChannels,
 * mode, data>}, where {@code data} holds rows of pixels in OpenCV order (grey, BGR or BGRA bytes).
 */
record SparkImageColumn(String name) implements FeatureColumn {
  private static final int ORIGIN = 0;
  private static final int HEIGHT = 1;
  private static final int WIDTH = 2;
  private static final int CHANNELS = 3;
  private static final int MODE = 4;
  private static final int DATA = 5;

  /** OpenCV's CV_8UC1, CV_8UC3 and CV_8UC4. */
  private static final int GREY_MODE = 0;

  private static final int BGR_MODE = 16;
  private static final int BGRA_MODE = 24;

  @Override
  public boolean real() {
    return false;
  }

  @Override
  public boolean tellsShape() {
    return true;
  }

  @Override
  public ImageShape shapeOf(Row row, long index) {
    Row image = image(row, index);
    int channels = channels(image, index);
    return RowErrors.shape(
        name, index, channels == 1 ? 1 : 3, image.getInt(HEIGHT), image.getInt(WIDTH));
  }

  @Override
  public RawSample read(Row row, long index, ImageShape shape, int label) {
    Row image = image(row, index);
    int channels = channels(image, index);
    if (image.getInt(HEIGHT) != shape.height() || image.getInt(WIDTH) != shape.width()) {
      throw RowErrors.at(
          name,
          index,
          image.getString(ORIGIN),
          "image is "
              + image.getInt(HEIGHT)
              + " x "
              + image.getInt(WIDTH)
              + " (height x width), wanted "
              + shape.height()
              + " x "
              + shape.width()
              + ImageCodec.CURE);
    }
    byte[] data = image.getAs(DATA);
    if (data.length != channels * shape.plane()) {
      throw RowErrors.at(
          name,
          index,
          image.getString(ORIGIN),
          "image has " + data.length + " bytes, wanted " + channels * shape.plane());
    }
    return RawSample.pixels(label, planes(data, channels, shape, index), shape);
  }

  private byte[] planes(byte[] data, int channels, ImageShape shape, long index) {
    int plane = shape.plane();
    byte[] out = new byte[shape.size()];
    for (int i = 0; i < plane; i++) {
      int b = data[i * channels] & 0xff;
      int g = channels == 1 ? b : data[i * channels + 1] & 0xff;
      int r = channels == 1 ? b : data[i * channels + 2] & 0xff;
      switch (shape.channels()) {
        case 3 -> {
          out[i] = (byte) r;
          out[plane + i] = (byte) g;
          out[2 * plane + i] = (byte) b;
        }
        case 1 -> out[i] = (byte) ((19595 * r + 38470 * g + 7471 * b + 0x8000) >> 16);
        default ->
            throw RowErrors.at(
                name, index, "an image gives 1 or 3 channels, wanted shape " + shape);
      }
    }
    return out;
  }

  private Row image(Row row, long index) {
    if (row.isNullAt(0)) {
      throw RowErrors.at(name, index, "image is null");
    }
    Row image = row.getStruct(0);
    for (int field = HEIGHT; field <= DATA; field++) {
      if (image.isNullAt(field)) {
        throw RowErrors.at(name, index, "image has a null field " + field);
      }
    }
    return image;
  }

  private int channels(Row image, long index) {
    int mode = image.getInt(MODE);
    int channels =
        switch (mode) {
          case GREY_MODE -> 1;
          case BGR_MODE -> 3;
          case BGRA_MODE -> 4;
          default -> 0;
        };
    if (channels == 0 || image.getInt(CHANNELS) != channels) {
      throw RowErrors.at(
          name,
          index,
          image.getString(ORIGIN),
          "image mode "
              + mode
              + " with "
              + image.getInt(CHANNELS)
              + " channels; wanted OpenCV mode 0, 16 or 24 (8-bit grey, BGR, BGRA)");
    }
    return channels;
  }
}
