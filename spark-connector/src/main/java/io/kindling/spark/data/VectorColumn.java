package io.kindling.spark.data;

import io.kindling.data.ImageShape;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/** A column of Spark ML vectors, dense or sparse, of C*H*W values in CHW order. */
record VectorColumn(String name) implements FeatureColumn {

  @Override
  public boolean real() {
    return true;
  }

  @Override
  public ImageShape shapeOf(Row row, long index) {
    Vector vector = vector(row, index);
    if (vector.size() == 0) {
      throw RowErrors.at(name, index, "vector is empty");
    }
    return RowErrors.shape(name, index, 1, 1, vector.size());
  }

  @Override
  public RawSample read(Row row, long index, ImageShape shape, int label) {
    Vector vector = vector(row, index);
    if (vector.size() != shape.size()) {
      throw RowErrors.at(
          name,
          index,
          "got a vector of " + vector.size() + " values, wanted " + shape.size() + " for " + shape);
    }
    float[] values = new float[shape.size()];
    var iterator = vector.activeIterator();
    while (iterator.hasNext()) {
      var entry = iterator.next();
      int i = (Integer) entry._1();
      float v = (float) ((Double) entry._2()).doubleValue();
      if (!Float.isFinite(v)) {
        throw RowErrors.at(
            name, index, "value " + i + " is " + entry._2() + ", wanted a finite float");
      }
      values[i] = v;
    }
    return RawSample.values(label, values, shape);
  }

  private Vector vector(Row row, long index) {
    if (row.isNullAt(0)) {
      throw RowErrors.at(name, index, "vector is null");
    }
    return row.getAs(0);
  }
}
