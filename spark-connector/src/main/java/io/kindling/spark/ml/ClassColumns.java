package io.kindling.spark.ml;

import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;

/** The columns a classifier adds, with the metadata that Spark's own give them. */
final class ClassColumns {
  private ClassColumns() {}

  /**
   * The schema with the columns.
   *
   * @param classes number of classes; 0 when not yet known
   */
  static StructType add(KindlingClassifierParams params, StructType schema, int classes) {
    checkThresholds(params, classes);
    StructType all = schema;
    for (String column : new String[] {params.getRawPredictionCol(), params.getProbabilityCol()}) {
      if (!column.isEmpty()) {
        Metadata metadata =
            classes == 0 ? Metadata.empty() : new AttributeGroup(column, classes).toMetadata();
        all = Schemas.with(all, column, SQLDataTypes.VectorType(), metadata);
      }
    }
    String prediction = params.getPredictionCol();
    if (!prediction.isEmpty()) {
      NominalAttribute attribute = NominalAttribute.defaultAttr().withName(prediction);
      Metadata metadata =
          classes == 0 ? Metadata.empty() : attribute.withNumValues(classes).toMetadata();
      all = Schemas.with(all, prediction, DataTypes.DoubleType, metadata);
    }
    return all;
  }

  static void checkThresholds(KindlingClassifierParams params, int classes) {
    if (classes == 0 || !params.isDefined(params.thresholds())) {
      return;
    }
    int given = params.getThresholds().length;
    if (given != classes) {
      throw new IllegalArgumentException(
          params.uid()
              + ": got "
              + given
              + " thresholds, wanted one for each of "
              + classes
              + " classes");
    }
  }
}
