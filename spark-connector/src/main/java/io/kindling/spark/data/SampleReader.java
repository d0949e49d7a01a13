package io.kindling.spark.data;

import io.kindling.data.DataException;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Reads samples without labels, for scoring. */
public final class SampleReader {
  private SampleReader() {}

  /**
   * The samples of some values of a column, in order, in the form they are kept in.
   *
   * @param first number of the first value, for errors
   * @throws DataException when a value is not a valid sample of the form; names column and row
   */
  public static SampleBlock read(
      FeatureColumn column, List<?> values, SampleForm form, long first) {
    var block = new SampleCollector(column, form, values.size(), 0);
    for (int i = 0; i < values.size(); i++) {
      Row row = RowFactory.create(values.get(i));
      ImageShape shape = form.sourceOf(column, row, first + i);
      block.add(column.read(row, first + i, shape, 0), first + i);
    }
    return block.build();
  }

  /** Whether a value is a valid sample of the form. */
  public static boolean accepts(FeatureColumn column, Object value, SampleForm form) {
    try {
      read(column, Collections.singletonList(value), form, 0);
      return true;
    } catch (DataException e) {
      return false;
    }
  }
}
