package io.kindling.spark.data;

import io.kindling.data.DataException;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The column of what is to be predicted. Classes are of any numeric type, whole numbers 0 to
 * classes - 1; real numbers are of any numeric type too, or several in a vector or an array.
 *
 * @param name name of the column
 * @param classes number of classes; 0 when real numbers are to be predicted
 * @param form how a row holds it
 */
public record LabelColumn(String name, int classes, Form form) implements Serializable {

  /** Bound on numbers to be predicted: a sparse vector of no values may claim any size. */
  private static final int MAX_TARGETS = 1 << 20;

  /** How a row holds what is to be predicted. */
  public enum Form {
    NUMBER,
    VECTOR,
    ARRAY
  }

  static LabelColumn find(StructType schema, SampleSpec spec, String what) {
    boolean regression = spec.classes() == 0;
    String wanted = regression ? "numbers" : "whole numbers";
    for (StructField field : schema.fields()) {
      if (field.name().equals(spec.labelCol())) {
        Form form = form(field.dataType());
        if (form == Form.NUMBER || regression && form != null) {
          return new LabelColumn(field.name(), spec.classes(), form);
        }
        String cure =
            field.dataType() instanceof StringType
                ? "; turn the strings into "
                    + (regression ? "numbers first" : "indices first, for example with Spark's")
                    + (regression ? "" : " StringIndexer")
                : "";
        throw new DataException(
            what
                + ": label column "
                + field.name()
                + " is of type "
                + field.dataType().simpleString()
                + ", wanted "
                + wanted
                + cure);
      }
    }
    throw new DataException(
        what
            + ": there is no label column "
            + spec.labelCol()
            + ": found "
            + schema.simpleString()
            + "; wanted a column of "
            + wanted
            + (regression ? "" : " 0 to " + (spec.classes() - 1)));
  }

  private static Form form(DataType type) {
    if (type instanceof NumericType) {
      return Form.NUMBER;
    }
    if (type.equals(SQLDataTypes.VectorType())) {
      return Form.VECTOR;
    }
    return type instanceof ArrayType a && a.elementType() instanceof NumericType
        ? Form.ARRAY
        : null;
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

  /** How many numbers are to be predicted, by the look of one row; 0 for classes. */
  int width(Row row, int ordinal, long index) {
    return classes > 0 ? 0 : size(row, ordinal, index);
  }

  /**
   * The numbers in column {@code ordinal} of a row; null for classes.
   *
   * @param width how many there must be
   * @throws DataException when they are null, not finite, or more or fewer
   */
  float[] readTarget(Row row, int ordinal, long index, int width) {
    if (classes > 0) {
      return null;
    }
    int size = size(row, ordinal, index);
    if (size != width) {
      throw RowErrors.at(
          name, index, "got " + size + " numbers, wanted " + width + " as in other rows");
    }
    return values(row, ordinal, index);
  }

  /** How many numbers a row holds; a sparse vector of any size is not written out for it. */
  private int size(Row row, int ordinal, long index) {
    if (row.isNullAt(ordinal)) {
      throw RowErrors.at(name, index, "label is null");
    }
    int size =
        switch (form) {
          case NUMBER -> 1;
          case ARRAY -> row.getList(ordinal).size();
          case VECTOR -> row.<Vector>getAs(ordinal).size();
        };
    if (size == 0) {
      throw RowErrors.at(name, index, "label is empty");
    }
    if (size > MAX_TARGETS) {
      throw RowErrors.at(
          name, index, "label has " + size + " numbers, wanted at most " + MAX_TARGETS);
    }
    return size;
  }

  private float[] values(Row row, int ordinal, long index) {
    Object[] numbers =
        switch (form) {
          case NUMBER -> new Object[] {row.get(ordinal)};
          case ARRAY -> row.getList(ordinal).toArray();
          case VECTOR -> boxed(row.getAs(ordinal));
        };
    float[] values = new float[numbers.length];
    for (int i = 0; i < values.length; i++) {
      float value = numbers[i] instanceof Number n ? n.floatValue() : Float.NaN;
      if (!Float.isFinite(value)) {
        throw RowErrors.at(name, index, "label is " + numbers[i] + ", wanted a finite float");
      }
      values[i] = value;
    }
    return values;
  }

  private static Object[] boxed(Vector vector) {
    double[] values = vector.toArray();
    return Arrays.stream(values).boxed().toArray();
  }
}
