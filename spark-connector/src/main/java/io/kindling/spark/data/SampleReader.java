package io.kindling.spark.data;

import io.kindling.data.ByteSampleBlock;
import io.kindling.data.DataException;
import io.kindling.data.FloatSampleBlock;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.RowFactory;

/** Reads samples without labels, for scoring. */
public final class SampleReader {
  private SampleReader() {}

  /**
   * The samples of some values of a column, in order.
   *
   * @param first number of the first value, for errors
   * @throws DataException when a value is not a valid sample of the shape; names column and row
   */
  public static SampleBlock read(
      FeatureColumn column, List<?> values, ImageShape shape, long first) {
    if (column.real()) {
      var block = FloatSampleBlock.builder(shape, values.size());
      for (int i = 0; i < values.size(); i++) {
        sample(column, values.get(i), shape, first + i).addTo(block);
      }
      return block.build();
    }
    var block = ByteSampleBlock.builder(shape, values.size());
    for (int i = 0; i < values.size(); i++) {
      RawSample sample = sample(column, values.get(i), shape, first + i);
      sample.addTo(block, shape, column.name(), first + i);
    }
    return block.build();
  }

  /** Whether a value is a valid sample of the shape. */
  public static boolean accepts(FeatureColumn column, Object value, ImageShape shape) {
    try {
      read(column, Collections.singletonList(value), shape, 0);
      return true;
    } catch (DataException e) {
      return false;
    }
  }

  private static RawSample sample(FeatureColumn column, Object value, ImageShape shape, long row) {
    return column.read(RowFactory.create(value), row, shape, 0);
  }
}
