package io.kindling.spark.data;

import io.kindling.data.DataException;
import io.kindling.data.ImageShape;

/** How errors name a row: its column, its index in the data set, and its path where it has one. */
final class RowErrors {
  private RowErrors() {}

  static String where(String column, long index, String path) {
    String row = "column " + column + ", row " + index;
    return path == null ? row : row + " (" + path + ")";
  }

  static DataException at(String column, long index, String problem) {
    return new DataException(where(column, index, null) + ": " + problem);
  }

  static DataException at(String column, long index, String path, String problem) {
    return new DataException(where(column, index, path) + ": " + problem);
  }

  /**
   * The shape that a row claims.
   *
   * @throws DataException when no sample can have it
   */
  static ImageShape shape(String column, long index, int channels, int height, int width) {
    try {
      return new ImageShape(channels, height, width);
    } catch (IllegalArgumentException e) {
      throw new DataException(where(column, index, null) + ": " + e.getMessage(), e);
    }
  }
}
