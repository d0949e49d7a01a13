package io.kindling.spark.data;

import io.kindling.data.DataException;
import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The column of classes: any numeric type, whole numbers 0 to classes - 1.
 *
 * @param name name of the column
 * @param classes number of classes
 */
public record LabelColumn(String name, int classes) implements Serializable {

  static LabelColumn find(StructType schema, SampleSpec spec, String what) {
    for (StructField field : schema.fields()) {
      if (field.name().equals(spec.labelCol())) {
        if (field.dataType() instanceof NumericType) {
          return new LabelColumn(field.name(), spec.classes());
        }
        String cure =
            field.dataType() instanceof StringType
                ? "; turn the strings into indices first, for example with Spark's StringIndexer"
                : "";
        throw new DataException(
            what
                + ": label column "
                + field.name()
                + " is of type "
                + field.dataType().simpleString()
                + ", wanted whole numbers"
                + cure);
      }
    }
    throw new DataException(
        what
            + ": there is no label column "
            + spec.labelCol()
            + ": found "
            + schema.simpleString()
            + "; wanted a column of whole numbers 0 to "
            + (spec.classes() - 1));
  }

  /**
   * The class in column {@code ordinal} of a row.
   *
   * @throws DataException when it is null, not a whole number or out of range
   */
  int read(Row row, int ordinal, long index) {
    if (row.isNullAt(ordinal)) {
      throw RowErrors.at(name, index, "label is null");
    }
    Number value = row.getAs(ordinal);
    double label = value.doubleValue();
    if (label != Math.rint(label) || label < 0 || label >= classes) {
      throw RowErrors.at(
          name, index, "label " + value + " is out of range, wanted 0 to " + (classes - 1));
    }
    return (int) label;
  }
}
