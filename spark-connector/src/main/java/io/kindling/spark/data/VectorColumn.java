package io.kindling.spark.data;

import io.kindling.data.ImageShape;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/**
 * A column of Spark ML vectors, dense or sparse, of C*H*W values in CHW order.
 *
 * @param sparse whether samples are kept without their zeros; they are then plain vectors
 */
record VectorColumn(String name, boolean sparse) implements FeatureColumn {

  @Override
  public boolean real() {
    return true;
  }

  @Override
  public FeatureColumn sparse(boolean keep) {
    return new VectorColumn(name, keep);
  }

  @Override
  public int held(Row row, long index) {
    return vector(row, index).numNonzeros();
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
    if (sparse) {
      SparseVector held = vector.toSparse();
      float[] values = new float[held.indices().length];
      for (int p = 0; p < values.length; p++) {
        values[p] = finite(held.values()[p], held.indices()[p], index);
      }
      return RawSample.sparse(label, held.indices(), values, shape);
    }
    float[] values = new float[shape.size()];
    var iterator = vector.activeIterator();
    while (iterator.hasNext()) {
      var entry = iterator.next();
      int i = (Integer) entry._1();
      values[i] = finite((Double) entry._2(), i, index);
    }
    return RawSample.values(label, values, shape);
  }

  private float finite(double value, int i, long index) {
    float v = (float) value;
    if (!Float.isFinite(v)) {
      throw RowErrors.at(name, index, "value " + i + " is " + value + ", wanted a finite float");
    }
    return v;
  }

  private Vector vector(Row row, long index) {
    if (row.isNullAt(0)) {
      throw RowErrors.at(name, index, "vector is null");
    }
    return row.getAs(0);
  }
}
