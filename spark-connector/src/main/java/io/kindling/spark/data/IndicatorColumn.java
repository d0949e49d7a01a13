package io.kindling.spark.data;

import java.io.Serializable;
import org.apache.spark.sql.Row;

/**
 * The boolean column that has said whether a row is to train or to validate on, if there is one. A
 * row where it is null is neither; Spark's own {@code where} would drop it in silence.
 *
 * @param name name of the column, or null when there is none
 */
public record IndicatorColumn(String name) implements Serializable {

  boolean present() {
    return name != null;
  }

  /**
   * Looks at the last column of a row; does nothing when there is no such column.
   *
   * @throws io.kindling.data.DataException when it is null
   */
  void check(Row row, long index) {
    if (present() && row.isNullAt(row.size() - 1)) {
      throw RowErrors.at(name, index, "validation indicator is null, wanted true or false");
    }
  }
}
