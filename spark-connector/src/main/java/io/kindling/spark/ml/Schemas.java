package io.kindling.spark.ml;

import io.kindling.data.DataException;
import io.kindling.data.ImageShape;
import java.util.Arrays;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Looks at schemas and adds columns to them. */
final class Schemas {
  private Schemas() {}

  /**
   * The schema with one more column.
   *
   * @throws IllegalArgumentException when there is one of that name
   */
  static StructType with(StructType schema, String name, DataType type, Metadata metadata) {
    if (Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new IllegalArgumentException(
          "column "
              + name
              + " already exists: drop it, or give the new one another name with the stage's"
              + " ...Col parameters");
    }
    return schema.add(new StructField(name, type, false, metadata));
  }

  /** The same rows, with the metadata of {@code schema}, which an encoder does not carry. */
  static Dataset<Row> withMetadata(Dataset<Row> rows, StructType schema) {
    Column[] columns =
        Arrays.stream(schema.fields())
            .map(
                field ->
                    rows.col("`" + field.name().replace("`", "``") + "`")
                        .as(field.name(), field.metadata()))
            .toArray(Column[]::new);
    return rows.select(columns);
  }

  /** Refuses vectors that are known to have another length than the network takes. */
  static void checkLength(StructType schema, String column, ImageShape shape) {
    StructField field = schema.apply(column);
    if (shape == null || !field.dataType().equals(SQLDataTypes.VectorType())) {
      return;
    }
    int length = AttributeGroup.fromStructField(field).size();
    if (length >= 0 && length != shape.size()) {
      throw new DataException(
          "column "
              + column
              + " holds vectors of "
              + length
              + " values, wanted "
              + shape.size()
              + " for samples of shape "
              + shape);
    }
  }

  /** Refuses a column that is not there or not boolean. */
  static void checkBoolean(StructType schema, String column) {
    if (!Arrays.asList(schema.fieldNames()).contains(column)) {
      throw new DataException("there is no column " + column + ": found " + schema.simpleString());
    }
    DataType type = schema.apply(column).dataType();
    if (!(type instanceof BooleanType)) {
      throw new DataException(
          "column " + column + " is of type " + type.simpleString() + ", wanted boolean");
    }
  }
}
