package io.kindling.nn.models;

import io.kindling.nn.Dropout;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.ReLU;
import io.kindling.nn.Sequential;
import io.kindling.nn.Settings;
import io.kindling.nn.init.Init;
import io.kindling.ops.Join;
import io.kindling.tensor.Tensor;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Packed rows of a table (N, width) to (N, outputs): a multilayer perceptron over {@link
 * DenseFeatures}, plus a linear model over the same fields, in which every category and every token
 * has a weight of its own for each output. The linear weights begin as zeros.
 *
 * <p>Source: Cheng et al., "Wide and Deep Learning for Recommender Systems", 2016.
 */
public final class WideAndDeep extends Module implements NeedsFields {
  private static final long serialVersionUID = 1L;

  private final Options options;
  private final Integer outputs;
  private final List<PackedField> fields;
  private final DenseFeatures features;
  private final Sequential deep;
  private final DenseFeatures wide;
  private final Linear wideValues;

  /**
   * How it is built; each method gives a changed copy.
   *
   * @param hidden widths of the perceptron's hidden layers; none for a linear model over the
   *     embeddings
   * @param activation between them
   * @param dropout after each activation, 0 for none
   * @param wide whether there is the linear part
   */
  public record Options(List<Integer> hidden, Module activation, double dropout, boolean wide)
      implements Serializable {

    /**
     * @throws IllegalArgumentException when a size is not positive, dropout not in 0..1, or the
     *     activation has parameters
     */
    public Options {
      hidden = List.copyOf(hidden);
      if (hidden.stream().anyMatch(size -> size < 1) || !(dropout >= 0 && dropout < 1)) {
        throw new IllegalArgumentException(
            "WideAndDeep: hidden sizes must be positive and dropout in 0..1, got "
                + hidden
                + " and "
                + dropout);
      }
      if (!activation.parameters().isEmpty() || !activation.children().isEmpty()) {
        throw new IllegalArgumentException(
            "WideAndDeep: activation must be a layer without parameters, as ReLU, for it stands"
                + " behind each hidden layer; got "
                + activation);
      }
    }

    /** Hidden layers of these widths, with ReLU between them. */
    public static Options hidden(Integer... sizes) {
      return new Options(Arrays.asList(sizes), new ReLU(), 0, true);
    }

    public Options activation(Module value) {
      return new Options(hidden, value, dropout, wide);
    }

    public Options dropout(double value) {
      return new Options(hidden, activation, value, wide);
    }

    public Options wide(boolean value) {
      return new Options(hidden, activation, dropout, value);
    }
  }

  /**
   * @param outputs numbers it gives for a row; null where they are not known yet
   * @param fields of a row, in order; empty where they are not known yet
   */
  public WideAndDeep(Options options, Integer outputs, List<PackedField> fields) {
    if (outputs != null && outputs < 1) {
      throw new IllegalArgumentException("WideAndDeep: outputs must be positive, got " + outputs);
    }
    this.options = options;
    this.outputs = outputs;
    this.fields = List.copyOf(fields);
    if (fields.isEmpty() || outputs == null) {
      features = null;
      deep = null;
      wide = null;
      wideValues = null;
      return;
    }
    features = register("features", new DenseFeatures(fields));
    deep = register("deep", deep(features.outFeatures()));
    wide = options.wide() ? register("wide", new DenseFeatures(ofWidth(fields, outputs))) : null;
    int numbers = values(fields);
    wideValues =
        options.wide() && numbers > 0
            ? register("wideValues", new Linear(numbers, outputs, false))
            : null;
    if (wide != null) {
      wide.weights().forEach(Init::zeros_);
    }
    if (wideValues != null) {
      Init.zeros_(wideValues.weight());
    }
  }

  private Sequential deep(int inputs) {
    Sequential layers = new Sequential();
    int width = inputs;
    for (int size : options.hidden()) {
      layers.append(new Linear(width, size)).append(options.activation());
      if (options.dropout() > 0) {
        layers.append(new Dropout(options.dropout()));
      }
      width = size;
    }
    return layers.append(new Linear(width, outputs));
  }

  /** The same fields with tables of this width. */
  private static List<PackedField> ofWidth(List<PackedField> fields, int dim) {
    return fields.stream()
        .map(
            f ->
                f.kind() == PackedField.Kind.VALUES
                    ? f
                    : new PackedField(f.kind(), f.name(), f.rows(), dim, f.width()))
        .toList();
  }

  private static int values(List<PackedField> fields) {
    return fields.stream()
        .filter(f -> f.kind() == PackedField.Kind.VALUES)
        .mapToInt(PackedField::width)
        .sum();
  }

  @Override
  public boolean needsFields() {
    return features == null;
  }

  @Override
  public WideAndDeep withFields(List<PackedField> known, int width) {
    return new WideAndDeep(options, outputs == null ? (Integer) width : outputs, known);
  }

  @Override
  public Tensor forward(Tensor rows) {
    if (needsFields()) {
      throw new IllegalStateException(
          "WideAndDeep: its fields are not known yet; a stage with inputCols tells them when it"
              + " fits, or make it with a table encoder's fields");
    }
    Tensor sum = deep.call(features.call(rows));
    if (wide == null) {
      return sum;
    }
    List<Tensor> parts = wide.parts(rows);
    Tensor values = null;
    for (int f = 0; f < parts.size(); f++) {
      if (fields.get(f).kind() != PackedField.Kind.VALUES) {
        sum = sum.add(parts.get(f));
      } else {
        values = values == null ? parts.get(f) : Join.cat(List.of(values, parts.get(f)), 1);
      }
    }
    return values == null ? sum : sum.add(wideValues.call(values));
  }

  @Override
  protected void describe(Settings settings) {
    settings
        .bare("hidden", options.hidden())
        .unless(null, "outputs", outputs)
        .unless("ReLU()", "activation", options.activation().toString())
        .unless(0.0, "dropout", options.dropout())
        .unless(true, "wide", options.wide())
        .hidden(List.of(), "fields", fields);
  }
}
