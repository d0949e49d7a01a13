package io.kindling.spark.ml;

import io.kindling.data.table.TableEncoder;
import io.kindling.spark.data.FeatureColumn;
import io.kindling.spark.data.RowReader;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * Where a model finds its samples in a table.
 *
 * @param featuresCol the column, where it is one
 * @param exif whether images are turned upright by EXIF's orientation
 * @param sparse whether vectors are kept without their zeros
 * @param inputCols the columns, where they are several, in the encoder's order
 * @param inputs what becomes of them; null where one column holds the samples
 */
record FeatureSource(
    String featuresCol, boolean exif, boolean sparse, List<String> inputCols, TableEncoder inputs)
    implements Serializable {

  /** As a model's Params say. */
  static FeatureSource of(KindlingParams params, TableEncoder inputs, boolean sparse) {
    List<String> columns =
        inputs == null
            ? List.of()
            : params.isDefined(params.inputCols())
                ? List.of(params.getInputCols())
                : inputs.names();
    return new FeatureSource(
        params.getFeaturesCol(), params.getApplyExifOrientation(), sparse, columns, inputs);
  }

  /** The same samples in another column, where it is one. */
  FeatureSource named(String column) {
    return new FeatureSource(column, exif, sparse, inputCols, inputs);
  }

  /** Whether they are in several columns. */
  boolean isTable() {
    return inputs != null;
  }

  /**
   * The samples in rows of this schema.
   *
   * @throws io.kindling.data.DataException when they are not there
   */
  FeatureColumn in(StructType schema, String what) {
    return isTable()
        ? RowReader.inputs(schema, inputCols, inputs, what)
        : RowReader.features(schema, featuresCol, what).applyExifOrientation(exif).sparse(sparse);
  }

  /** Where the columns stand in rows of this schema. */
  static int[] places(FeatureColumn column, StructType schema) {
    return column.columns().stream().mapToInt(schema::fieldIndex).toArray();
  }
}
