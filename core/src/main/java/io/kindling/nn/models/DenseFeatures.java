package io.kindling.nn.models;

import io.kindling.autograd.GradMode;
import io.kindling.nn.Embedding;
import io.kindling.nn.Module;
import io.kindling.nn.ModuleDict;
import io.kindling.nn.Settings;
import io.kindling.nn.init.Init;
import io.kindling.ops.Join;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Packed rows of several fields (N, width) to dense vectors (N, {@link #outFeatures}): numbers stay
 * as they are, an index becomes its row of a table, several indices the mean of theirs, all of it
 * side by side. TensorFlow's layer of the name does so.
 *
 * <p>Tables begin normal with deviation 1 / sqrt(dim); their rows 0 and 1, which stand for what was
 * not seen or is not there, begin as zeros.
 */
public final class DenseFeatures extends Module implements NeedsFields {
  private static final long serialVersionUID = 1L;

  /** Rows of a table that stand for no value. */
  private static final int RESERVED = 2;

  private final List<PackedField> fields;

  /** The name of each field's table; null for values. */
  private final List<String> keys = new ArrayList<>();

  private final ModuleDict tables = new ModuleDict();

  /**
   * @param fields of a row, in order; empty where they are not known yet
   */
  public DenseFeatures(List<PackedField> fields) {
    this.fields = new ArrayList<>(fields);
    for (PackedField field : fields) {
      if (field.kind() == PackedField.Kind.VALUES) {
        keys.add(null);
        continue;
      }
      String key = field.name();
      for (int i = 2; keys.contains(key); i++) {
        key = field.name() + "_" + i;
      }
      keys.add(key);
      tables.put(key, table(field));
    }
    register("tables", tables);
  }

  private static Embedding table(PackedField field) {
    Integer padding = field.kind() == PackedField.Kind.BAG ? 0 : null;
    Embedding table =
        new Embedding(field.rows(), field.dim(), new Embedding.Options().paddingIdx(padding));
    Init.normal_(table.weight(), 0, 1 / Math.sqrt(field.dim()));
    try (var scope = GradMode.noGrad()) {
      Init.zeros_(table.weight().narrow(0, 0, RESERVED));
    }
    return table;
  }

  @Override
  public boolean needsFields() {
    return fields.isEmpty();
  }

  @Override
  public DenseFeatures withFields(List<PackedField> known, int outputs) {
    return new DenseFeatures(known);
  }

  /** Numbers that come of a row. */
  public int outFeatures() {
    return fields.stream().mapToInt(PackedField::dim).sum();
  }

  /** The tables' parameters. */
  List<Tensor> weights() {
    return tables.parameters();
  }

  @Override
  public Tensor forward(Tensor rows) {
    List<Tensor> parts = parts(rows);
    return parts.size() == 1 ? parts.get(0) : Join.cat(parts, 1);
  }

  /** What becomes of each field. */
  List<Tensor> parts(Tensor rows) {
    check(rows);
    List<Tensor> parts = new ArrayList<>();
    int at = 0;
    for (int f = 0; f < fields.size(); f++) {
      PackedField field = fields.get(f);
      Tensor part = rows.narrow(1, at, field.width());
      at += field.width();
      switch (field.kind()) {
        case VALUES -> parts.add(part);
        case EMBEDDING -> parts.add(tables.get(keys.get(f)).call(part.reshape(-1).to(DType.INT64)));
        case BAG -> parts.add(mean(tables.get(keys.get(f)), part));
      }
    }
    return parts;
  }

  /** The mean of the vectors whose index is not 0; zeros where all are. */
  private static Tensor mean(Module table, Tensor indices) {
    Tensor counts = indices.ne(0).to(DType.FLOAT32);
    Tensor shares = counts.div(counts.sum(true, 1).clampMin(1));
    Tensor vectors = table.call(indices.to(DType.INT64));
    return shares.unsqueeze(1).matmul(vectors).squeeze(1);
  }

  private void check(Tensor rows) {
    if (needsFields()) {
      throw new IllegalStateException(
          "DenseFeatures: its fields are not known yet; a stage with inputCols tells them when it"
              + " fits, or make it with a table encoder's fields");
    }
    int width = PackedField.width(fields);
    if (rows.dim() != 2 || rows.size(1) != width) {
      throw new IllegalArgumentException(
          "DenseFeatures: wanted packed rows of shape (N, "
              + width
              + ") for the fields "
              + fields
              + ", got "
              + rows.shape());
    }
  }

  @Override
  protected void describe(Settings settings) {
    settings.unless(List.of(), "fields", fields);
  }
}
