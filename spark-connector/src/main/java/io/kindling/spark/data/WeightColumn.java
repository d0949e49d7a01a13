package io.kindling.spark.data;

import io.kindling.data.DataException;
import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The column that says how much each sample counts, if there is one.
 *
 * @param name name of the column, or null when all samples count the same
 */
public record WeightColumn(String name) implements Serializable {

  static WeightColumn find(StructType schema, SampleSpec spec, String what) {
    String name = spec.weightCol().orElse(null);
    if (name == null) {
      return new WeightColumn(null);
    }
    for (StructField field : schema.fields()) {
      if (field.name().equals(name)) {
        if (field.dataType() instanceof NumericType) {
          return new WeightColumn(name);
        }
        throw new DataException(
            what
                + ": weight column "
                + name
                + " is of type "
                + field.dataType().simpleString()
                + ", wanted numbers");
      }
    }
    throw new DataException(
        what + ": there is no weight column " + name + ": found " + schema.simpleString());
  }

  boolean present() {
    return name != null;
  }

  /**
   * The weight in column {@code ordinal} of a row; 1 when there is no such column.
   *
   * @throws DataException when it is null, negative or not finite
   */
  float read(Row row, int ordinal, long index) {
    if (!present()) {
      return 1f;
    }
    if (row.isNullAt(ordinal)) {
      throw RowErrors.at(name, index, "weight is null");
    }
    Number value = row.getAs(ordinal);
    float weight = value.floatValue();
    if (!Float.isFinite(weight) || weight < 0) {
      throw RowErrors.at(name, index, "weight is " + value + ", wanted a finite number, 0 or more");
    }
    return weight;
  }
}
