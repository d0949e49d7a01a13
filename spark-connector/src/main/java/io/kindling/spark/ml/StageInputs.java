package io.kindling.spark.ml;

import io.kindling.data.DataException;
import io.kindling.data.table.ColumnSpec;
import io.kindling.data.table.ColumnSpecs;
import io.kindling.data.table.TableEncoder;
import io.kindling.nn.Module;
import io.kindling.nn.models.NeedsFields;
import io.kindling.random.Generator;
import io.kindling.spark.data.InputColumns;
import io.kindling.spark.data.TableFit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** The inputs of a stage whose samples are in several columns. */
final class StageInputs {
  /** In UTF-8 no more bytes than a stage's folder takes. */
  private static final int MOST_CHARACTERS = StageFolder.MOST_TEXT / 3;

  private StageInputs() {}

  /** Whether they are. */
  static boolean wanted(KindlingParams params) {
    return params.isDefined(params.inputCols()) && params.getInputCols().length > 0;
  }

  /**
   * What each column is.
   *
   * @throws IllegalArgumentException when a Param is set that is for a column of features
   * @throws io.kindling.data.DataException when a column is not there, or not of a type that fits
   */
  static Map<String, ColumnSpec> specs(KindlingParams params, StructType schema) {
    checkOthers(params);
    return InputColumns.resolve(
        schema,
        List.of(params.getInputCols()),
        ColumnSpecs.parse(params.getInputSpecs()),
        params.uid());
  }

  private static void checkOthers(KindlingParams params) {
    List<String> set = new ArrayList<>();
    for (var param :
        List.of(
            params.inputShape(),
            params.applyExifOrientation(),
            params.normalizationMean(),
            params.normalizationStd(),
            params.transforms(),
            params.evaluationTransforms(),
            params.testTimeFlip(),
            params.mix(),
            params.cropPadding(),
            params.flipProbability())) {
      if (params.isSet(param)) {
        set.add(param.name());
      }
    }
    if (!set.isEmpty()) {
      throw new IllegalArgumentException(
          params.uid()
              + ": "
              + String.join(", ", set)
              + " cannot be set together with inputCols: it is for images and vectors in"
              + " featuresCol; the columns of a table are standardized and indexed by inputSpecs");
    }
  }

  /** Refuses what a stage with one column of features cannot do. */
  static void checkNotWanted(KindlingParams params) {
    if (params.getHandleInvalid().equals(ParamChecks.MEAN)) {
      throw new IllegalArgumentException(
          params.uid()
              + ": handleInvalid = mean is for numbers in inputCols; for one column of features"
              + " set inputCols to it alone, or impute with Spark's Imputer before");
    }
    if (!params.getInputSpecs().isBlank()) {
      throw new IllegalArgumentException(
          params.uid() + ": inputSpecs is set and inputCols is not; name the columns there too");
    }
  }

  /** Fits the columns. */
  static TableEncoder fit(KindlingParams params, Dataset<Row> rows) {
    boolean impute = params.getHandleInvalid().equals(ParamChecks.MEAN);
    TableEncoder inputs = TableFit.fit(rows, specs(params, rows.schema()), impute, params.uid());
    if (inputs.toJson().length() > MOST_CHARACTERS) { // told now, and not when the model is saved
      throw new DataException(
          params.uid()
              + ": the vocabularies have "
              + inputs.toJson().length()
              + " characters, wanted at most "
              + MOST_CHARACTERS
              + "; set smaller ones, as categorical(vocabulary=10000), or hash(10000)");
    }
    return inputs;
  }

  /** The network with what it did not know of its inputs. */
  static Module complete(KindlingParams params, Module start, TableEncoder inputs, int outputs) {
    try (var random = Generator.use(new Generator(params.getSeed()))) {
      return NeedsFields.complete(start, inputs.packed(), outputs);
    }
  }
}
