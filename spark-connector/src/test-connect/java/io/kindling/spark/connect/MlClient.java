package io.kindling.spark.connect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.connect.proto.Command;
import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.Expression.Literal;
import org.apache.spark.connect.proto.MlCommand;
import org.apache.spark.connect.proto.MlCommandResult;
import org.apache.spark.connect.proto.MlOperator;
import org.apache.spark.connect.proto.MlOperator.OperatorType;
import org.apache.spark.connect.proto.MlParams;
import org.apache.spark.connect.proto.MlRelation;
import org.apache.spark.connect.proto.ObjectRef;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connect.Dataset;
import org.apache.spark.sql.connect.SparkSession;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * What a client of Spark ML sends over Spark Connect. Spark's JVM client has no ML of its own, so
 * the messages are made by hand; PySpark's are the same.
 */
final class MlClient implements AutoCloseable {
  private final SparkSession session;

  MlClient(String address) {
    session = SparkSession.builder().remote(address).create();
  }

  Dataset<Row> sql(String query) {
    return session.sql(query);
  }

  /** Fits an estimator; gives the model's reference. */
  String fit(String estimator, Map<String, ?> params, Dataset<Row> data) {
    var fit =
        MlCommand.Fit.newBuilder()
            .setEstimator(operator(estimator, OperatorType.OPERATOR_TYPE_ESTIMATOR))
            .setParams(params(params))
            .setDataset(data.plan().getRoot());
    MlCommandResult result = run(MlCommand.newBuilder().setFit(fit).build());
    return result.getOperatorInfo().getObjRef().getId();
  }

  /** What a model makes of a table. */
  Dataset<Row> transform(String model, Map<String, ?> params, Dataset<Row> data) {
    return relation(
        MlRelation.Transform.newBuilder().setObjRef(reference(model)), params, data);
  }

  /** What a transformer that needs no fitting makes of a table. */
  Dataset<Row> apply(String transformer, Map<String, ?> params, Dataset<Row> data) {
    return relation(
        MlRelation.Transform.newBuilder()
            .setTransformer(operator(transformer, OperatorType.OPERATOR_TYPE_TRANSFORMER)),
        params,
        data);
  }

  private Dataset<Row> relation(
      MlRelation.Transform.Builder transform, Map<String, ?> params, Dataset<Row> data) {
    transform.setInput(data.plan().getRoot()).setParams(params(params));
    var relation = MlRelation.newBuilder().setTransform(transform).build();
    return session.newDataFrame(
        new AbstractFunction1<Relation.Builder, BoxedUnit>() {
          @Override
          public BoxedUnit apply(Relation.Builder builder) {
            builder.setMlRelation(relation);
            return BoxedUnit.UNIT;
          }
        });
  }

  void save(String model, String path) {
    var write =
        MlCommand.Write.newBuilder()
            .setObjRef(reference(model))
            .setParams(params(Map.of()))
            .setPath(path);
    run(MlCommand.newBuilder().setWrite(write).build());
  }

  /** Loads a model; gives its reference. */
  String load(String model, String path) {
    var read =
        MlCommand.Read.newBuilder()
            .setOperator(operator(model, OperatorType.OPERATOR_TYPE_MODEL))
            .setPath(path);
    MlCommandResult result = run(MlCommand.newBuilder().setRead(read).build());
    return result.getOperatorInfo().getObjRef().getId();
  }

  private MlCommandResult run(MlCommand command) {
    List<ExecutePlanResponse> responses =
        CollectionConverters.asJava(
            session.execute(Command.newBuilder().setMlCommand(command).build()));
    return responses.stream()
        .filter(ExecutePlanResponse::hasMlCommandResult)
        .map(ExecutePlanResponse::getMlCommandResult)
        .findFirst()
        .orElseThrow();
  }

  private static ObjectRef reference(String id) {
    return ObjectRef.newBuilder().setId(id).build();
  }

  private static MlOperator operator(String name, OperatorType type) {
    return MlOperator.newBuilder().setName(name).setUid("of_a_test").setType(type).build();
  }

  private static MlParams params(Map<String, ?> values) {
    Map<String, Literal> literals = new HashMap<>();
    values.forEach((name, value) -> literals.put(name, literal(value)));
    return MlParams.newBuilder().putAllParams(literals).build();
  }

  private static Literal literal(Object value) {
    Literal.Builder literal = Literal.newBuilder();
    if (value instanceof Integer number) {
      return literal.setInteger(number).build();
    } else if (value instanceof Double number) {
      return literal.setDouble(number).build();
    }
    return literal.setString((String) value).build();
  }

  @Override
  public void close() {
    session.close();
  }
}
