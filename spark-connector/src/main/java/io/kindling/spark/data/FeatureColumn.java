package io.kindling.spark.data;

import io.kindling.data.ImageShape;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * A column that holds samples, in one of the accepted types. Found by {@link RowReader}.
 *
 * <p>Implementations are immutable and travel to the executors in closures.
 */
public sealed interface FeatureColumn extends Serializable
    permits EncodedImageColumn,
        SparkImageColumn,
        PixelColumn,
        VectorColumn,
        ArrayColumn,
        TableColumn {

  /** Name of the column. */
  String name();

  /** The columns of a table that it is made of. */
  default List<String> columns() {
    return List.of(name());
  }

  /** As one column of a query. */
  default Column column() {
    return RowReader.column(name());
  }

  /** What {@link #column} would hold for a row that has {@link #columns} at these places. */
  default Object sample(Row row, int[] at) {
    return row.get(at[0]);
  }

  /** Whether samples are real numbers (kept as floats) and not bytes. */
  boolean real();

  /**
   * The column whose PNG and JPEG images are turned upright by EXIF's orientation, or are not.
   * Where it holds other samples there is nothing to turn.
   */
  default FeatureColumn applyExifOrientation(boolean apply) {
    return this;
  }

  /**
   * The column whose samples are kept without their zeros, or are not. Where it cannot hold them so
   * there is nothing to choose.
   */
  default FeatureColumn sparse(boolean keep) {
    return this;
  }

  /** Whether samples are kept without their zeros. */
  default boolean sparse() {
    return false;
  }

  /**
   * How many values of the sample in one row are not zero; -1 of a column whose samples cannot be
   * kept without their zeros.
   */
  default int held(Row row, long index) {
    return -1;
  }

  /** Whether every row tells the shape of its sample, so that they may differ. */
  default boolean tellsShape() {
    return false;
  }

  /**
   * Shape of the sample in one row.
   *
   * @param row a row whose column 0 is this column
   * @param index the row's index in the data set, for errors
   * @throws io.kindling.data.DataException when the row does not tell
   */
  ImageShape shapeOf(Row row, long index);

  /**
   * Takes the sample out of a row.
   *
   * @param row a row whose column 0 is this column
   * @param index the row's index in the data set, for errors
   * @throws io.kindling.data.DataException when the value is null, of another length or shape, or
   *     not finite; names column and row
   */
  RawSample read(Row row, long index, ImageShape shape, int label);
}
