package io.kindling.spark.data;

import io.kindling.data.DataException;
import io.kindling.data.ImageShape;
import io.kindling.data.table.TableEncoder;
import io.kindling.data.table.TableField;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Several columns of any kinds, which become a packed row. A row has them as a struct.
 *
 * @param columns their names, in the encoder's order
 */
record TableColumn(List<String> columns, TableEncoder encoder) implements FeatureColumn {

  /**
   * The columns of a schema.
   *
   * @throws DataException naming those that are not there
   */
  static TableColumn of(
      StructType schema, List<String> columns, TableEncoder encoder, String what) {
    if (columns.size() != encoder.fields().size()) {
      throw new DataException(
          what
              + ": got "
              + columns.size()
              + " input columns, wanted "
              + encoder.fields().size()
              + " as in training: "
              + String.join(", ", encoder.names()));
    }
    List<String> there = Arrays.asList(schema.fieldNames());
    for (String column : columns) {
      if (!there.contains(column)) {
        throw new DataException(
            what + ": there is no column " + column + "; found " + schema.simpleString());
      }
    }
    return new TableColumn(List.copyOf(columns), encoder);
  }

  @Override
  public String name() {
    return String.join(", ", columns);
  }

  @Override
  public Column column() {
    return functions.struct(columns.stream().map(RowReader::column).toArray(Column[]::new));
  }

  @Override
  public Object sample(Row row, int[] at) {
    return RowFactory.create(Arrays.stream(at).mapToObj(row::get).toArray());
  }

  @Override
  public boolean real() {
    return true;
  }

  @Override
  public ImageShape shapeOf(Row row, long index) {
    return ImageShape.vector(encoder.width());
  }

  @Override
  public RawSample read(Row row, long index, ImageShape shape, int label) {
    Row values = row.getStruct(0);
    float[] packed = new float[encoder.width()];
    int at = 0;
    for (int i = 0; i < columns.size(); i++) {
      TableField field = encoder.fields().get(i);
      try {
        field.encode(plain(values, i), packed, at);
      } catch (IllegalArgumentException e) {
        throw RowErrors.at(columns.get(i), index, e.getMessage());
      }
      at += field.width();
    }
    return RawSample.values(label, packed, shape);
  }

  /**
   * A value as a JVM without Spark has it.
   *
   * @throws IllegalArgumentException for a vector that claims more numbers than any input has
   */
  static Object plain(Row row, int i) {
    Object value = row.get(i);
    if (value instanceof Vector vector) {
      if (vector.size() > InputColumns.MOST_NUMBERS) {
        throw new IllegalArgumentException(
            "is a vector of "
                + vector.size()
                + " numbers, wanted at most "
                + InputColumns.MOST_NUMBERS);
      }
      return vector.toArray();
    }
    return value instanceof scala.collection.Seq ? row.getList(i) : value;
  }
}
