package io.kindling.spark.data;

import io.kindling.data.ImageShape;
import java.util.List;
import org.apache.spark.sql.Row;

/** A column of {@code array<float>} or {@code array<double>}, C*H*W values in CHW order. */
record ArrayColumn(String name) implements FeatureColumn {

  @Override
  public boolean real() {
    return true;
  }

  @Override
  public ImageShape shapeOf(Row row, long index) {
    List<Number> array = array(row, index);
    if (array.isEmpty()) {
      throw RowErrors.at(name, index, "array is empty");
    }
    return ImageShape.vector(array.size());
  }

  @Override
  public RawSample read(Row row, long index, ImageShape shape, int label) {
    List<Number> array = array(row, index);
    if (array.size() != shape.size()) {
      throw RowErrors.at(
          name,
          index,
          "got an array of " + array.size() + " values, wanted " + shape.size() + " for " + shape);
    }
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      Number v = array.get(i);
      if (v == null || !Float.isFinite(v.floatValue())) {
        throw RowErrors.at(name, index, "value " + i + " is " + v + ", wanted a finite float");
      }
      values[i] = v.floatValue();
    }
    return RawSample.values(label, values, shape);
  }

  private List<Number> array(Row row, long index) {
    if (row.isNullAt(0)) {
      throw RowErrors.at(name, index, "array is null");
    }
    return row.getList(0);
  }
}
