package io.kindling.spark.ml;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.data.DataException;
import io.kindling.data.ImageShape;
import io.kindling.data.table.TableEncoder;
import io.kindling.nn.Module;
import io.kindling.spark.data.FeatureColumn;
import io.kindling.spark.data.SampleForm;
import io.kindling.spark.worker.JavaBytes;
import io.kindling.spark.worker.TrainingProgram.Judging;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * What the models have in common: a trained network that scores DataFrames, streaming ones too, in
 * batches within each partition. The network travels once to each executor.
 *
 * @param <M> the model itself
 */
public abstract class KindlingModel<M extends KindlingModel<M>> extends Model<M>
    implements KindlingParams, MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final ParamSet declared;
  private final Module network;
  private final ImageShape shape;
  private final int width;

  /** Whether samples are scored without their zeros, as they were trained on. */
  private boolean sparse;

  /** What becomes of several input columns; null where one column holds the samples. */
  private TableEncoder inputs;

  private transient KindlingTrainingSummary summary;
  private transient Sent sent;

  /** The network on the executors of one Spark application. */
  private record Sent(
      SparkContext context, Judging judging, SampleForm form, Broadcast<byte[]> program) {
    boolean isOf(SparkContext other, Judging itsJudging, SampleForm itsForm) {
      return context == other
          && judging.toString().equals(itsJudging.toString())
          && form.equals(itsForm);
    }
  }

  /**
   * @param network null for a model that is only there to be asked for its Params
   * @param width outputs of the network
   */
  KindlingModel(String uid, Module network, ImageShape shape, int width) {
    this.uid = uid; // before any Param is made: it becomes their parent
    this.declared = new ParamSet(this);
    declared.makeAll();
    this.network = network;
    this.shape = shape;
    this.width = width;
  }

  abstract M self();

  abstract M create(String uid, Module network, ImageShape shape, int width);

  /** The new columns, in the order of {@link #outputs}. */
  abstract StructType outputSchema(StructType schema);

  /** What a row's new columns hold. */
  abstract Outputs outputs();

  /** What the function of a network gives, and its type. */
  abstract Outputs functionOutputs();

  abstract DataType functionType();

  @Override
  public final String uid() {
    return uid;
  }

  @Override
  public final ParamSet declared() {
    return declared;
  }

  /**
   * What {@link #transform} gives: {@code predictions}, or a table about the model instead, for
   * clients that can call no other method of it (Spark Connect): {@code summary} (one row, how
   * training went; none for a loaded model), {@code weights} (a row for each tensor: its name, and
   * the bytes of a safetensors file with it) or {@code network} (one row: PyTorch's text form, JSON
   * or null, shape of a sample, outputs).
   */
  public final Param<String> transformOutput() {
    return declared.text(
        "transformOutput",
        "what transform gives: predictions, or, for clients that can call no other method of"
            + " a model (Spark Connect), a table about it: summary, weights or network",
        ModelTables.PREDICTIONS,
        ModelTables.NAMES::contains);
  }

  /** The value of {@link #transformOutput()}. */
  public final String getTransformOutput() {
    return getOrDefault(transformOutput());
  }

  /** Sets {@link #transformOutput()}. */
  public final M setTransformOutput(String value) {
    set(transformOutput(), value);
    return self();
  }

  /** The trained network, in evaluation mode; a copy. */
  public final Module network() {
    return JavaBytes.copy(trained(), Module.class, "the network");
  }

  /** Outputs of the network for a sample. */
  public final int width() {
    return width;
  }

  /** Shape of a sample as it comes, before transforms: [features], or [channels, height, width]. */
  public final int[] sampleShape() {
    trained();
    return shape.isVector()
        ? new int[] {shape.width()}
        : new int[] {shape.channels(), shape.height(), shape.width()};
  }

  private Module trained() {
    if (network == null) {
      throw new IllegalStateException(
          uid + ": this model has no network; it comes from an estimator's fit or from load");
    }
    return network;
  }

  /** Says whether samples are scored without their zeros. */
  final M sparse(boolean keep) {
    sparse = keep;
    return self();
  }

  /** Before anyone else has the model: what becomes of several input columns. */
  final M withInputs(TableEncoder encoder) {
    inputs = encoder;
    return self();
  }

  /**
   * What becomes of the columns of {@link #inputCols()}: vocabularies, means and deviations; a
   * packed row is what {@link #network()} takes. Empty where one column holds the features.
   */
  public final Optional<TableEncoder> inputs() {
    return Optional.ofNullable(inputs);
  }

  private FeatureSource source() {
    return FeatureSource.of(this, inputs, scoresSparse());
  }

  final void summarize(KindlingTrainingSummary value) {
    summary = value;
  }

  /** Whether there is a summary: only in the process that trained the model. */
  public final boolean hasSummary() {
    return summary != null;
  }

  /**
   * How training went.
   *
   * @throws IllegalStateException when the model was loaded
   */
  public final KindlingTrainingSummary summary() {
    if (summary == null) {
      throw new IllegalStateException(
          uid + ": there is no training summary; it is not saved with a model");
    }
    return summary;
  }

  /** Sets {@link #featuresCol()}. */
  public final M setFeaturesCol(String value) {
    set(featuresCol(), value);
    return self();
  }

  /** Sets {@link #inputCols()}: other names for the same columns, in the same order. */
  public final M setInputCols(String... value) {
    set(inputCols(), value);
    return self();
  }

  /** Sets {@link #predictionCol()}. */
  public final M setPredictionCol(String value) {
    set(predictionCol(), value);
    return self();
  }

  /** Sets {@link #scoringBatchSize()}. */
  public final M setScoringBatchSize(int value) {
    set(scoringBatchSize(), value);
    return self();
  }

  /** Sets {@link #testTimeFlip()}. */
  public final M setTestTimeFlip(boolean value) {
    set(testTimeFlip(), value);
    return self();
  }

  /** Sets {@link #applyExifOrientation()}. */
  public final M setApplyExifOrientation(boolean value) {
    set(applyExifOrientation(), value);
    return self();
  }

  /** Sets {@link #handleInvalid()}. */
  public final M setHandleInvalid(String value) {
    set(handleInvalid(), value);
    return self();
  }

  @Override
  public final Dataset<Row> transform(Dataset<?> dataset) {
    StructType schema = transformSchema(dataset.schema());
    if (givesTable()) {
      List<Row> rows = ModelTables.rows(this, getTransformOutput());
      return dataset.sparkSession().createDataFrame(rows, schema);
    }
    FeatureColumn column = source().in(dataset.schema(), uid);
    var score =
        new ScorePartition(
            send(dataset.sparkSession()),
            column,
            FeatureSource.places(column, dataset.schema()),
            getScoringBatchSize(),
            getHandleInvalid().equals("skip"),
            outputs());
    Dataset<Row> scored = dataset.toDF().mapPartitions(score, Encoders.row(schema));
    return Schemas.withMetadata(scored, schema);
  }

  @Override
  public final StructType transformSchema(StructType schema) {
    if (givesTable()) {
      return ModelTables.schema(getTransformOutput());
    }
    source().in(schema, uid);
    if (inputs == null) {
      Schemas.checkLength(schema, getFeaturesCol(), shape);
    }
    return outputSchema(schema);
  }

  private boolean givesTable() {
    return !getTransformOutput().equals(ModelTables.PREDICTIONS);
  }

  /**
   * The network as a function of a column of samples that gives the prediction; of several input
   * columns, as a function of a struct with their names: {@code struct(age, city)}. It scores row
   * by row, for SQL and wherever a column expression is needed; {@link #transform} scores in
   * batches and is faster.
   */
  public final UserDefinedFunction udf(SparkSession spark) {
    return functions.udf(function(spark), functionType());
  }

  /** Registers {@link #udf} for SQL: {@code SELECT name(features) FROM ...}. */
  public final void registerUdf(SparkSession spark, String name) {
    spark.udf().register(name, function(spark), functionType());
  }

  private ScoreValue function(SparkSession spark) {
    return new ScoreValue(send(spark), functionOutputs(), source());
  }

  private boolean scoresSparse() {
    return sparse && !StageTransforms.of(this).scored(shape).changes();
  }

  private synchronized Broadcast<byte[]> send(SparkSession spark) {
    SparkContext context = spark.sparkContext();
    Judging judging = new Judging(StageTransforms.of(this).scoring(), getTestTimeFlip());
    SampleForm form = StageTransforms.of(this).scored(shape);
    if (sent == null || !sent.isOf(context, judging, form)) {
      var program = new Scorer.Program(judging.model(trained()), judging.transform(), form);
      byte[] bytes = JavaBytes.write(program, "the network");
      Broadcast<byte[]> broadcast = JavaSparkContext.fromSparkContext(context).broadcast(bytes);
      sent = new Sent(context, judging, form, broadcast);
    }
    return sent.program();
  }

  @Override
  public final M copy(ParamMap extra) {
    M copy = create(uid, network, shape, width).withInputs(inputs);
    copyValues(copy, extra);
    copy.sparse(sparse);
    copy.summarize(summary);
    copy.setParent(parent());
    return copy;
  }

  @Override
  public final MLWriter write() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put(
        "sampleShape",
        List.of(shapeOrUnit().channels(), shapeOrUnit().height(), shapeOrUnit().width()));
    facts.put("outputs", width);
    facts.put("sparse", sparse);
    return new StageWriter(this, facts, trained(), inputs);
  }

  private ImageShape shapeOrUnit() {
    return shape == null ? ImageShape.vector(1) : shape;
  }

  /** Whether {@link #write} noted that samples were kept without their zeros. */
  static boolean sparseOf(JsonNode metadata) {
    return metadata.path("sparse").asBoolean(false);
  }

  /** The shape that {@link #write} noted. */
  static ImageShape shapeOf(JsonNode metadata) {
    var extents = metadata.path("sampleShape");
    if (extents.size() != 3) {
      throw new DataException("its metadata have no sampleShape of three numbers, got " + extents);
    }
    return new ImageShape(extents.get(0).asInt(), extents.get(1).asInt(), extents.get(2).asInt());
  }
}
