package io.kindling.spark.ml;

import io.kindling.data.ImageShape;
import io.kindling.nn.Module;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A trained network that tells classes apart. Made by {@link KindlingClassifier}. */
public final class KindlingClassificationModel extends KindlingModel<KindlingClassificationModel>
    implements KindlingClassifierParams {
  private static final long serialVersionUID = 1L;

  /** A model without a network, for Spark's service loader. */
  public KindlingClassificationModel() {
    this(Identifiable$.MODULE$.randomUID("kindlingc"));
  }

  /** A model without a network, to be asked for its Params. */
  public KindlingClassificationModel(String uid) {
    this(uid, null, null, 0);
  }

  KindlingClassificationModel(String uid, Module network, ImageShape shape, int classes) {
    super(uid, network, shape, classes);
    setDefault(loss(), "CrossEntropyLoss");
  }

  /** Reads what {@code write} has saved. */
  public static StageReader<KindlingClassificationModel> read() {
    return new StageReader<>(
        KindlingClassificationModel.class,
        (uid, metadata, module) ->
            new KindlingClassificationModel(
                    uid, module, shapeOf(metadata), metadata.path("outputs").asInt())
                .sparse(sparseOf(metadata)));
  }

  /** Loads what {@code save} has saved. */
  public static KindlingClassificationModel load(String path) {
    return read().load(path);
  }

  /** Number of classes. */
  public int numClasses() {
    return width();
  }

  /** Sets {@link #rawPredictionCol()}. */
  public KindlingClassificationModel setRawPredictionCol(String value) {
    set(rawPredictionCol(), value);
    return this;
  }

  /** Sets {@link #probabilityCol()}. */
  public KindlingClassificationModel setProbabilityCol(String value) {
    set(probabilityCol(), value);
    return this;
  }

  /** Sets {@link #thresholds()}. */
  public KindlingClassificationModel setThresholds(double... value) {
    set(thresholds(), value);
    return this;
  }

  @Override
  KindlingClassificationModel self() {
    return this;
  }

  @Override
  KindlingClassificationModel create(String uid, Module network, ImageShape shape, int width) {
    return new KindlingClassificationModel(uid, network, shape, width);
  }

  @Override
  StructType outputSchema(StructType schema) {
    return ClassColumns.add(this, schema, width());
  }

  @Override
  Outputs outputs() {
    return outputs(
        !getRawPredictionCol().isEmpty(),
        !getProbabilityCol().isEmpty(),
        !getPredictionCol().isEmpty());
  }

  @Override
  Outputs functionOutputs() {
    return outputs(false, false, true);
  }

  private Outputs outputs(boolean raw, boolean probability, boolean predict) {
    double[] limits = isDefined(thresholds()) ? getThresholds() : null;
    return new Outputs.Classes(
        raw, probability, predict, Probabilities.afterLoss(getLoss()), limits);
  }

  @Override
  DataType functionType() {
    return DataTypes.DoubleType;
  }
}
