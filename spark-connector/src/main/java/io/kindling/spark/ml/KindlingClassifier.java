package io.kindling.spark.ml;

import io.kindling.data.DataException;
import io.kindling.data.ImageShape;
import io.kindling.nn.Module;
import io.kindling.nn.loss.Loss;
import io.kindling.spark.data.DataFailures;
import io.kindling.spark.data.RowReader;
import io.kindling.spark.data.SampleSpec;
import java.util.Map;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a network to tell classes apart, on Spark.
 *
 * <pre>{@code
 * KindlingClassifier classifier =
 *     new KindlingClassifier()
 *         .setArchitecture("mlp([4, 16, 3])")
 *         .setOptimizer("AdamW")
 *         .setLearningRate(0.01)
 *         .setEpochs(20);
 * KindlingClassificationModel model = classifier.fit(training);
 * model.transform(test).select("prediction", "probability");
 * }</pre>
 *
 * <p>The network has one output for each class; labels are 0 to classes - 1.
 */
public final class KindlingClassifier
    extends KindlingEstimator<KindlingClassifier, KindlingClassificationModel>
    implements KindlingClassifierParams {
  private static final long serialVersionUID = 1L;

  /** Where labels are not counted for more classes. */
  private static final int MOST_CLASSES = 100_000;

  public KindlingClassifier() {
    this(Identifiable$.MODULE$.randomUID("kindlingc"));
  }

  /**
   * @param uid tells this stage from others
   */
  public KindlingClassifier(String uid) {
    super(uid, "CrossEntropyLoss");
  }

  /** Reads what {@code write} has saved. */
  public static StageReader<KindlingClassifier> read() {
    return new StageReader<>(
        KindlingClassifier.class,
        (uid, metadata, module) -> new KindlingClassifier(uid).setModule(module));
  }

  /** Loads what {@code save} has saved. */
  public static KindlingClassifier load(String path) {
    return read().load(path);
  }

  /** Sets {@link #rawPredictionCol()}. */
  public KindlingClassifier setRawPredictionCol(String value) {
    set(rawPredictionCol(), value);
    return this;
  }

  /** Sets {@link #probabilityCol()}. */
  public KindlingClassifier setProbabilityCol(String value) {
    set(probabilityCol(), value);
    return this;
  }

  /** Sets {@link #classWeight()}. */
  public KindlingClassifier setClassWeight(String value) {
    set(classWeight(), value);
    return this;
  }

  /** Sets {@link #thresholds()}. */
  public KindlingClassifier setThresholds(double... value) {
    set(thresholds(), value);
    return this;
  }

  @Override
  KindlingClassifier self() {
    return this;
  }

  @Override
  KindlingClassifier create(String uid) {
    return new KindlingClassifier(uid);
  }

  @Override
  Loss namedLoss(Map<String, ?> options) {
    return EncodedClassLoss.byName(getLoss(), options);
  }

  /** As many as the greatest label says. */
  @Override
  int outputs(Dataset<Row> rows) {
    Column label = RowReader.column(getLabelCol()).cast(DataTypes.DoubleType);
    Row greatest = DataFailures.rethrow(() -> rows.agg(functions.max(label)).first());
    double most = greatest.isNullAt(0) ? 1 : greatest.getDouble(0);
    if (!(most < MOST_CLASSES)) {
      throw new DataException(
          uid()
              + ": column "
              + getLabelCol()
              + " holds "
              + most
              + ", wanted classes 0, 1, 2 and so on; turn values into indices with Spark's"
              + " StringIndexer, or say how many with wideAndDeep([128, 64], outputs=...)");
    }
    return Math.max(2, (int) most + 1);
  }

  @Override
  SampleSpec spec(int outputs) {
    if (outputs < 2) {
      throw new IllegalArgumentException(
          uid() + ": the network has " + outputs + " output, wanted one for each class, 2 or more");
    }
    ClassColumns.checkThresholds(this, outputs);
    return SampleSpec.classes(outputs);
  }

  @Override
  KindlingClassificationModel model(String uid, Module trained, ImageShape shape, int outputs) {
    return new KindlingClassificationModel(uid, trained, shape, outputs);
  }

  @Override
  StructType outputSchema(StructType schema, int outputs) {
    return ClassColumns.add(this, schema, outputs);
  }
}
