package io.kindling.data.table;

import io.kindling.nn.models.PackedField;
import java.io.Serializable;
import java.util.Map;

/** One fitted column: from its values to their place in a packed row. Immutable. */
public sealed interface TableField extends Serializable
    permits NumericField, CategoryField, HashField, TextField, IndicesField {

  /** Index of what no table has seen: an unseen category, an unseen token. */
  int UNSEEN = 0;

  /** Name of the column. */
  String name();

  /** How it stands in a packed row. */
  PackedField packed();

  /** Floats in a packed row. */
  default int width() {
    return packed().width();
  }

  /**
   * Writes a value as {@link #width()} floats.
   *
   * @param value a number, a truth value, a text, an array, a list, or null
   * @throws IllegalArgumentException saying what the value is, what is wanted and what would help
   */
  void encode(Object value, float[] row, int at);

  /** As plain values, for JSON. */
  Map<String, Object> toMap();

  /** A usual width for a table of so many rows: min(50, round(1.6 n^0.56)), as fastai has it. */
  static int usualDim(int rows) {
    return (int) Math.min(50, Math.round(1.6 * Math.pow(rows, 0.56)));
  }
}
