package io.kindling.data.table;

import io.kindling.data.DataException;
import io.kindling.io.Json;
import io.kindling.nn.models.PackedField;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A fitted table: from a row's named values to a packed row of floats, which a network with {@link
 * #packed} fields takes. The same values give the same floats, whoever brings them: a Spark row, a
 * SQL function, or a map in a plain JVM.
 *
 * <pre>{@code
 * Map<String, ColumnSpec> specs = ColumnSpecs.parse("age: numeric, city: categorical");
 * TableEncoder encoder = TableEncoder.fit(specs, rows, false);
 * Module network = new WideAndDeep(WideAndDeep.Options.hidden(64), 2, encoder.packed());
 * float[] row = encoder.encode(Map.of("age", 31, "city", "Bergen"));
 * }</pre>
 *
 * <p>Immutable, but for what {@link TableField}s look up.
 */
public final class TableEncoder implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Raised when an older reader would give other floats. */
  private static final long FORMAT = 1;

  private final List<TableField> fields;
  private final int width;

  /**
   * @throws IllegalArgumentException when there is no field, or two of a name
   */
  public TableEncoder(List<TableField> fields) {
    this.fields = List.copyOf(fields);
    this.width = fields.stream().mapToInt(TableField::width).reduce(0, Math::addExact);
    if (fields.isEmpty() || names().stream().distinct().count() < fields.size()) {
      throw new IllegalArgumentException(
          "TableEncoder: wanted columns of different names, one at least, got " + names());
    }
  }

  /**
   * Fits columns to rows in memory.
   *
   * @param impute whether missing numbers are replaced by the mean, with one more float that says
   *     so
   * @throws DataException naming the column that cannot be fitted
   */
  public static TableEncoder fit(
      Map<String, ColumnSpec> specs, Iterable<? extends Map<String, ?>> rows, boolean impute) {
    List<TableField> fields = new ArrayList<>();
    specs.forEach(
        (name, spec) -> {
          ColumnStatistics seen = new ColumnStatistics();
          Map<String, Long> counts = new HashMap<>();
          try {
            for (Map<String, ?> row : rows) {
              seen.add(spec, row.get(name));
              spec.counted(row.get(name)).forEach(token -> counts.merge(token, 1L, Long::sum));
            }
            ColumnSpec.VocabularySize size = spec.vocabularySize();
            Vocabulary vocabulary = Vocabulary.of(counts, size.most(), size.minCount());
            fields.add(spec.fit(name, seen, vocabulary, impute));
          } catch (IllegalArgumentException e) {
            throw bad(name, e);
          }
        });
    return new TableEncoder(fields);
  }

  /** The columns, in the order in which they are packed. */
  public List<TableField> fields() {
    return fields;
  }

  /** The columns' names, in that order. */
  public List<String> names() {
    return fields.stream().map(TableField::name).toList();
  }

  /** Floats of a packed row. */
  public int width() {
    return width;
  }

  /** What a network needs to know of a packed row; numbers side by side are one field. */
  public List<PackedField> packed() {
    List<PackedField> packed = new ArrayList<>();
    for (TableField field : fields) {
      PackedField next = field.packed();
      PackedField last = packed.isEmpty() ? null : packed.get(packed.size() - 1);
      if (last != null
          && last.kind() == PackedField.Kind.VALUES
          && next.kind() == PackedField.Kind.VALUES) {
        packed.set(packed.size() - 1, PackedField.values(last.width() + next.width()));
      } else {
        packed.add(next);
      }
    }
    return packed;
  }

  /**
   * A row by the columns' names; a column that is not in the map is null, others are not looked at.
   *
   * @throws DataException naming the column, its value and what is wanted
   */
  public float[] encode(Map<String, ?> row) {
    float[] packed = new float[width];
    int at = 0;
    for (TableField field : fields) {
      try {
        field.encode(row.get(field.name()), packed, at);
      } catch (IllegalArgumentException e) {
        throw bad(field.name(), e);
      }
      at += field.width();
    }
    return packed;
  }

  private static DataException bad(String column, IllegalArgumentException e) {
    return new DataException("column " + column + ": " + e.getMessage(), e);
  }

  /** As JSON, from which {@link #fromJson} makes an equal one. */
  public String toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("format", FORMAT);
    json.put("fields", fields.stream().map(TableField::toMap).toList());
    return Json.write(json);
  }

  /**
   * Reads what {@link #toJson} has written.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static TableEncoder fromJson(String text) {
    try {
      if (!(Json.read(text) instanceof Map<?, ?> json)
          || !(json.get("fields") instanceof List<?> l)) {
        throw new IllegalArgumentException("inputs: wanted an object with format and fields");
      }
      if (!Objects.equals(json.get("format"), FORMAT)) {
        throw new IllegalArgumentException(
            "inputs: are in format "
                + json.get("format")
                + ", and this Kindling reads "
                + FORMAT
                + "; use a newer one");
      }
      return new TableEncoder(l.stream().map(FieldReader::read).toList());
    } catch (IOException e) {
      throw new IllegalArgumentException("inputs: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TableEncoder encoder && toJson().equals(encoder.toJson());
  }

  @Override
  public int hashCode() {
    return Objects.hash(names(), width);
  }

  @Override
  public String toString() {
    return "TableEncoder(" + packed() + ")";
  }
}
