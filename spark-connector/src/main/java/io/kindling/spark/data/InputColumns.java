package io.kindling.spark.data;

import io.kindling.data.DataException;
import io.kindling.data.table.ColumnSpec;
import io.kindling.data.table.ColumnSpecs;
import io.kindling.data.table.Tokenizer;
import io.kindling.text.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What the columns of a table are to a network, by what is said and by their types. */
public final class InputColumns {
  /** Numbers of one vector at most. */
  static final int MOST_NUMBERS = 1 << 20;

  private InputColumns() {}

  /**
   * The spec of each column. A column that none is given for has one by its type: a string or a
   * truth value is categorical, a number or a vector numeric, an array of strings has tokens, of
   * whole numbers indices, of others numbers.
   *
   * @param columns names, in the order in which they are packed
   * @param given specs of some of them
   * @param what what errors call the data
   * @throws DataException naming the column, what it holds, what is wanted and what would fit
   */
  public static Map<String, ColumnSpec> resolve(
      StructType schema, List<String> columns, Map<String, ColumnSpec> given, String what) {
    for (String name : given.keySet()) {
      if (!columns.contains(name)) {
        throw new DataException(
            what
                + ": inputSpecs names a column "
                + name
                + ", which is not among inputCols"
                + Names.hint(name, columns));
      }
    }
    Map<String, ColumnSpec> specs = new LinkedHashMap<>();
    for (String name : columns) {
      DataType type = type(schema, name, what);
      ColumnSpec usual = usual(type);
      ColumnSpec spec = given.getOrDefault(name, usual);
      if (spec == null) {
        throw new DataException(
            what
                + ": column "
                + name
                + " is of type "
                + type.simpleString()
                + ", and inputs are numbers, vectors, strings, truth values, dates as categories,"
                + " and arrays of strings or numbers; make one of these of it, or leave it out of"
                + " inputCols");
      }
      if (!takes(spec, type)) {
        throw new DataException(
            what
                + ": column "
                + name
                + " is of type "
                + type.simpleString()
                + ", and "
                + spec
                + " wants "
                + wanted(spec)
                + (usual == null ? "" : "; write " + name + ": " + usual + " in inputSpecs"));
      }
      if (specs.put(name, spec) != null) {
        throw new DataException(what + ": column " + name + " stands twice in inputCols");
      }
    }
    return specs;
  }

  private static DataType type(StructType schema, String name, String what) {
    for (StructField field : schema.fields()) {
      if (field.name().equals(name)) {
        return field.dataType();
      }
    }
    throw new DataException(
        what + ": there is no column " + name + Names.hint(name, List.of(schema.fieldNames())));
  }

  private static ColumnSpec usual(DataType type) {
    String text = null;
    if (type instanceof NumericType || type.equals(SQLDataTypes.VectorType())) {
      text = "numeric";
    } else if (type instanceof StringType
        || type instanceof BooleanType
        || type instanceof DateType) {
      text = "categorical";
    } else if (type instanceof ArrayType array) {
      DataType element = array.elementType();
      text =
          element instanceof StringType
              ? "tokens"
              : whole(element) ? "indices" : element instanceof NumericType ? "numeric" : null;
    }
    return text == null ? null : ColumnSpecs.parseOne(text);
  }

  private static boolean whole(DataType type) {
    return type instanceof IntegerType
        || type instanceof LongType
        || type instanceof ShortType
        || type instanceof ByteType;
  }

  private static boolean takes(ColumnSpec spec, DataType type) {
    DataType element = type instanceof ArrayType array ? array.elementType() : null;
    if (spec instanceof ColumnSpec.Numeric) {
      return type instanceof NumericType
          || type instanceof BooleanType
          || type.equals(SQLDataTypes.VectorType())
          || element instanceof NumericType;
    }
    if (spec instanceof ColumnSpec.Text text) {
      return text.tokenizer() == Tokenizer.TOKENS
          ? element instanceof StringType
          : type instanceof StringType;
    }
    if (spec instanceof ColumnSpec.Indices) {
      return element != null && whole(element);
    }
    return type instanceof StringType
        || type instanceof NumericType
        || type instanceof BooleanType
        || type instanceof DateType;
  }

  private static String wanted(ColumnSpec spec) {
    if (spec instanceof ColumnSpec.Numeric) {
      return "numbers, a vector or an array of numbers";
    }
    if (spec instanceof ColumnSpec.Text text) {
      return text.tokenizer() == Tokenizer.TOKENS ? "an array of strings" : "a string";
    }
    return spec instanceof ColumnSpec.Indices
        ? "an array of whole numbers"
        : "strings, numbers, truth values or dates";
  }
}
