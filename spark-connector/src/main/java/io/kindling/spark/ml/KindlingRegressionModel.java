package io.kindling.spark.ml;

import io.kindling.data.ImageShape;
import io.kindling.nn.Module;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NumericAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A trained network that predicts numbers: a double where it has one output, else a vector. Made by
 * {@link KindlingRegressor}.
 */
public final class KindlingRegressionModel extends KindlingModel<KindlingRegressionModel> {
  private static final long serialVersionUID = 1L;

  /** A model without a network, for Spark's service loader. */
  public KindlingRegressionModel() {
    this(Identifiable$.MODULE$.randomUID("kindlingr"));
  }

  /** A model without a network, to be asked for its Params. */
  public KindlingRegressionModel(String uid) {
    this(uid, null, null, 0);
  }

  KindlingRegressionModel(String uid, Module network, ImageShape shape, int width) {
    super(uid, network, shape, width);
    setDefault(loss(), "MSELoss");
  }

  /** Reads what {@code write} has saved. */
  public static StageReader<KindlingRegressionModel> read() {
    return new StageReader<>(
        KindlingRegressionModel.class,
        (uid, metadata, module) ->
            new KindlingRegressionModel(
                    uid, module, shapeOf(metadata), metadata.path("outputs").asInt())
                .sparse(sparseOf(metadata)));
  }

  /** Loads what {@code save} has saved. */
  public static KindlingRegressionModel load(String path) {
    return read().load(path);
  }

  static StructType add(KindlingParams params, StructType schema, int outputs) {
    String column = params.getPredictionCol();
    if (column.isEmpty()) {
      return schema;
    }
    return outputs > 1
        ? Schemas.with(
            schema,
            column,
            SQLDataTypes.VectorType(),
            new AttributeGroup(column, outputs).toMetadata())
        : Schemas.with(
            schema,
            column,
            DataTypes.DoubleType,
            NumericAttribute.defaultAttr().withName(column).toMetadata());
  }

  @Override
  KindlingRegressionModel self() {
    return this;
  }

  @Override
  KindlingRegressionModel create(String uid, Module network, ImageShape shape, int width) {
    return new KindlingRegressionModel(uid, network, shape, width);
  }

  @Override
  StructType outputSchema(StructType schema) {
    return add(this, schema, width());
  }

  @Override
  Outputs outputs() {
    return new Outputs.Numbers(!getPredictionCol().isEmpty());
  }

  @Override
  Outputs functionOutputs() {
    return new Outputs.Numbers(true);
  }

  @Override
  DataType functionType() {
    return width() > 1 ? SQLDataTypes.VectorType() : DataTypes.DoubleType;
  }
}
