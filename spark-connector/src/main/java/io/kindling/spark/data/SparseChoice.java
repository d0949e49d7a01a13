package io.kindling.spark.data;

import io.kindling.data.ImageShape;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Whether vectors are kept without their zeros: where they are long, and the first rows would take
 * eight times the memory with them. The first rows are the same however they are spread.
 */
final class SparseChoice {
  /** Rows that are looked at. */
  static final int ROWS = 20;

  /** Shorter vectors are kept with their zeros: fast kernels are worth more than the memory. */
  static final int LEAST_FEATURES = 1024;

  private static final int TIMES = 8;

  private SparseChoice() {}

  /**
   * @param rows valid ones, whose column 0 is the features
   */
  static boolean of(FeatureColumn column, SampleForm form, SampleSpec spec, List<Row> rows) {
    ImageShape shape = form.source();
    boolean can = column.held(rows.get(0), 0) >= 0 && shape.isVector() && !form.changes();
    if (!can || spec.sparse().isPresent()) {
      return can && spec.sparse().get();
    }
    long dense = 0;
    long sparse = 0;
    for (int i = 0; i < rows.size(); i++) {
      dense += (long) Float.BYTES * shape.size();
      sparse += Integer.BYTES + (Integer.BYTES + Float.BYTES) * (long) column.held(rows.get(i), i);
    }
    return shape.size() >= LEAST_FEATURES && TIMES * sparse <= dense;
  }
}
