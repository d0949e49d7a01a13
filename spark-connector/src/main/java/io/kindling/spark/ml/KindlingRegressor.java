package io.kindling.spark.ml;

import io.kindling.data.ImageShape;
import io.kindling.nn.Module;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.Losses;
import io.kindling.spark.data.DataFailures;
import io.kindling.spark.data.RowReader;
import io.kindling.spark.data.SampleSpec;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a network to predict numbers, on Spark: one from a numeric label, or several from a label
 * that is a vector or an array. The network has one output for each. {@link KindlingClassifier}
 * shows how it is used.
 */
public final class KindlingRegressor
    extends KindlingEstimator<KindlingRegressor, KindlingRegressionModel> {
  private static final long serialVersionUID = 1L;

  public KindlingRegressor() {
    this(Identifiable$.MODULE$.randomUID("kindlingr"));
  }

  /**
   * @param uid tells this stage from others
   */
  public KindlingRegressor(String uid) {
    super(uid, "MSELoss");
  }

  /** Reads what {@code write} has saved. */
  public static StageReader<KindlingRegressor> read() {
    return new StageReader<>(
        KindlingRegressor.class,
        (uid, metadata, module) -> new KindlingRegressor(uid).setModule(module));
  }

  /** Loads what {@code save} has saved. */
  public static KindlingRegressor load(String path) {
    return read().load(path);
  }

  @Override
  KindlingRegressor self() {
    return this;
  }

  @Override
  KindlingRegressor create(String uid) {
    return new KindlingRegressor(uid);
  }

  @Override
  Loss namedLoss(Map<String, ?> options) {
    return Losses.byName(getLoss(), options);
  }

  /** As many as the first row's label has. */
  @Override
  int outputs(Dataset<Row> rows) {
    Dataset<Row> labels = rows.select(RowReader.column(getLabelCol()));
    List<Row> first = DataFailures.rethrow(() -> labels.na().drop().takeAsList(1));
    Object label = first.isEmpty() ? null : first.get(0).get(0);
    if (label instanceof Vector vector) {
      return vector.size();
    }
    return label instanceof scala.collection.Seq ? first.get(0).getList(0).size() : 1;
  }

  @Override
  SampleSpec spec(int outputs) {
    return SampleSpec.regression();
  }

  @Override
  KindlingRegressionModel model(String uid, Module trained, ImageShape shape, int outputs) {
    return new KindlingRegressionModel(uid, trained, shape, outputs);
  }

  @Override
  StructType outputSchema(StructType schema, int outputs) {
    return KindlingRegressionModel.add(this, schema, outputs);
  }
}
