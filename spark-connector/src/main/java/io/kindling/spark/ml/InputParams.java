package io.kindling.spark.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;

/** Several columns of numbers, categories and texts as the input of one network. */
public interface InputParams extends DeclaredParams {
  /** Columns that are the network's inputs, instead of one column of features; not set, none. */
  default StringArrayParam inputCols() {
    return declared()
        .texts(
            "inputCols",
            "columns that are the network's inputs, instead of one column of features; not set,"
                + " none",
            null,
            ParamChecks::inputCols);
  }

  /** The value of {@link #inputCols()}. */
  default String[] getInputCols() {
    return getOrDefault(inputCols());
  }

  /**
   * What each of {@link #inputCols()} is: {@code age: numeric, city: categorical(dim=8), sku:
   * hash(10000), title: text(word, length=32), tags: tokens, ids: indices}; a column that is not
   * named is what its type says.
   *
   * @see io.kindling.data.table.ColumnSpecs
   */
  default Param<String> inputSpecs() {
    return declared()
        .text(
            "inputSpecs",
            "what each of inputCols is, for example age: numeric, city: categorical(dim=8), sku:"
                + " hash(10000), title: text(word, length=32); a column that is not named is what"
                + " its type says",
            "",
            ParamChecks::inputSpecs);
  }

  /** The value of {@link #inputSpecs()}. */
  default String getInputSpecs() {
    return getOrDefault(inputSpecs());
  }
}
