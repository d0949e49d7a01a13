package io.kindling.spark.ml;

import io.kindling.data.DataException;
import io.kindling.data.ImageShape;
import io.kindling.data.table.TableEncoder;
import io.kindling.data.transforms.Transforms;
import io.kindling.io.Json;
import io.kindling.nn.Module;
import io.kindling.nn.loss.Loss;
import io.kindling.optim.OptimizerFactory;
import io.kindling.optim.Optimizers;
import io.kindling.optim.schedule.ScheduleFactory;
import io.kindling.optim.schedule.Schedules;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.TreeAllReduce;
import io.kindling.spark.data.DataFailures;
import io.kindling.spark.data.DistributedSamples;
import io.kindling.spark.data.FeatureColumn;
import io.kindling.spark.data.RowReader;
import io.kindling.spark.data.SampleCache;
import io.kindling.spark.data.SampleSpec;
import io.kindling.spark.listener.TensorBoardListener;
import io.kindling.spark.worker.JavaBytes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the estimators have in common: from a DataFrame to a trained network.
 *
 * <p>Rows are decoded once, spread evenly over the workers and cached in a compact form while
 * training lasts; the DataFrame itself is never cached, and nothing is collected to the driver.
 * Rows are numbered in the order of the DataFrame's partitions, so it must give the same rows in
 * the same order each time. What comes out of a shuffle does not, nor when it is cached, for the
 * cache is lost with its executors: write it once and read it, {@code checkpoint()} it, or sort it
 * by a unique key within partitions. Where Spark does not promise the order a warning says so.
 *
 * @param <E> the estimator itself
 * @param <M> its model
 */
public abstract class KindlingEstimator<
        E extends KindlingEstimator<E, M>, M extends KindlingModel<M>>
    extends KindlingSetters<E, M> implements MLWritable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(KindlingEstimator.class);

  /** How many rows are looked at for a valid one. */
  private static final int ROWS_TO_TRY = 100;

  private final String uid;
  private final ParamSet declared;
  private Module module;

  KindlingEstimator(String uid, String defaultLoss) {
    this.uid = uid; // before any Param is made: it becomes their parent
    this.declared = new ParamSet(this);
    declared.makeAll();
    setDefault(loss(), defaultLoss);
  }

  /** The loss for this kind of target. */
  abstract Loss namedLoss(Map<String, ?> options);

  /** What rows hold, for a network with so many outputs. */
  abstract SampleSpec spec(int outputs);

  abstract M model(String modelUid, Module trained, ImageShape shape, int outputs);

  abstract StructType outputSchema(StructType schema, int outputs);

  /** How many numbers a network is to give for these rows, where it does not say itself. */
  abstract int outputs(Dataset<Row> rows);

  abstract E create(String uid);

  @Override
  public final String uid() {
    return uid;
  }

  @Override
  public final ParamSet declared() {
    return declared;
  }

  @Override
  public final E setModule(Module value) {
    module = value == null ? null : JavaBytes.copy(value, Module.class, "the network");
    return self();
  }

  /** The network set as an object, or null. */
  public final Module getModule() {
    return module;
  }

  @Override
  public final M fit(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    Dataset<Row> rows = dataset.toDF();
    Dataset<Row> validation = null;
    String indicator = optional(validationIndicatorCol());
    if (indicator != null) {
      validation = rows.where(RowReader.column(indicator));
      // Where it is null too: the reader says so, or counts the row as skipped.
      rows =
          rows.where(
              functions.not(functions.coalesce(RowReader.column(indicator), functions.lit(false))));
    }
    TableEncoder inputs = StageInputs.wanted(this) ? StageInputs.fit(this, rows) : null;
    Module start = StartingNetwork.of(this, module);
    if (inputs != null) {
      start = StageInputs.complete(this, start, inputs, outputs(rows));
    }
    String weights = optional(initialWeights());
    if (weights != null) {
      var hadoop = rows.sparkSession().sparkContext().hadoopConfiguration();
      StartingNetwork.load(start, new Path(weights), hadoop);
    }
    StageTransforms transforms = StageTransforms.of(this);
    ImageShape shape =
        inputs == null ? shape(rows, start, transforms) : ImageShape.vector(inputs.width());
    int outputs = transforms.width(start, shape);
    SampleSpec spec = spec(outputs).labelCol(getLabelCol());
    spec =
        inputs == null
            ? spec.featuresCol(getFeaturesCol())
            : spec.inputs(inputs, List.of(getInputCols()));
    spec = spec.shape(shape).skipInvalid(getHandleInvalid().equals("skip"));
    spec = spec.applyExifOrientation(getApplyExifOrientation());
    spec = spec.cache(SampleCache.of(getCache()));
    String weight = optional(weightCol());
    if (this instanceof KindlingClassifierParams classifier
        && classifier.getClassWeight().equals(KindlingClassifierParams.BALANCED)) {
      var balanced = new BalancedClasses(rows, getLabelCol(), weight, uid);
      rows = balanced.weigh(rows);
      validation = validation == null ? null : balanced.weigh(validation);
      weight = BalancedClasses.WEIGHT;
    }
    spec = weight == null ? spec : spec.weightCol(weight);
    spec = indicator == null ? spec : spec.validationIndicatorCol(indicator);
    return fit(start, spec, transforms, rows, validation, outputs);
  }

  private M fit(
      Module start,
      SampleSpec spec,
      StageTransforms transforms,
      Dataset<Row> rows,
      Dataset<Row> validation,
      int outputs) {
    int workers = workers(rows);
    SampleSpec trained = transforms.images().training(spec);
    SampleSpec judged = transforms.images().evaluation(spec);
    try (DistributedSamples training = DistributedSamples.fromRows(rows, trained, workers);
        DistributedSamples held =
            validation == null
                ? null
                : DistributedSamples.fromRows(
                    validation, judged.sparse(training.sparse()), workers)) {
      LOG.info("{}: {}", uid, training.spread());
      var trainer = trainer(start).trainingData(training);
      long fingerprint = LongStream.of(training.fingerprints()).sum();
      if (held != null) {
        trainer.evaluationData(held);
        fingerprint += 31 * LongStream.of(held.fingerprints()).sum();
      }
      var hadoop = rows.sparkSession().sparkContext().hadoopConfiguration();
      var checkpoints = FitCheckpoints.of(this, start, fingerprint, hadoop);
      checkpoints.ifPresent(kept -> trainer.checkpoint(kept.config()).resume(true));
      String board = optional(tensorBoardDir());
      if (board != null) {
        trainer.listener(TensorBoardListener.inFolderOfItsOwn(board, hadoop));
      }
      Module copy = JavaBytes.copy(start, Module.class, "the network");
      var best =
          new FitListener(
              uid,
              getPatience(),
              getTol(),
              checkpoints,
              metric(spec, training.sparse(), validation, outputs),
              copy);
      TrainingResult result = trainer.listener(best).build().fit();
      checkpoints.ifPresent(FitCheckpoints::delete);
      M model = model(best.choose(result), spec, training.sparse(), outputs);
      model.summarize(new KindlingTrainingSummary(result));
      model.setParent(this);
      return model;
    }
  }

  private M model(Module trained, SampleSpec spec, boolean sparse, int outputs) {
    M model = model(uid, trained, spec.shape().orElseThrow(), outputs);
    copyValues(model.withInputs(spec.inputs().orElse(null)), ParamMap.empty());
    return model.sparse(sparse);
  }

  /** What is compared instead of the loss. */
  private Optional<ToDoubleFunction<Module>> metric(
      SampleSpec spec, boolean sparse, Dataset<Row> validation, int outputs) {
    if (!ValidationMetric.wanted(this)) {
      return Optional.empty();
    }
    ValidationMetric metric = ValidationMetric.of(this, validation.schema(), outputs);
    return Optional.of(
        network -> metric.lowerIsBetter(model(network, spec, sparse, outputs), validation));
  }

  private DistributedTrainer.Builder trainer(Module start) {
    OptimizerFactory optimizer =
        Optimizers.byName(getOptimizer(), Json.options("optimizerOptions", getOptimizerOptions()))
            .lr(getStepSize());
    StageTransforms transforms = StageTransforms.of(this);
    DistributedTrainer.Builder trainer = DistributedTrainer.builder();
    if (!getSchedule().equals(ParamChecks.CONSTANT)) {
      ScheduleFactory schedule =
          Schedules.byName(getSchedule(), Json.options("scheduleOptions", getScheduleOptions()));
      if (getScheduleUnit().equals("step")) {
        trainer.scheduleBySteps(schedule);
      } else {
        trainer.schedule(schedule);
      }
    }
    if (getClipGradNorm() > 0) {
      trainer.clipGradientNorm(getClipGradNorm());
    }
    if (!getMix().isBlank()) {
      trainer.mix(Transforms.parseBatch(getMix()));
    }
    return trainer
        .name(uid)
        .model(start)
        .loss(namedLoss(Json.options("lossOptions", getLossOptions())))
        .optimizer(optimizer)
        .filterBiasAndBn(getFilterBiasAndBn())
        .modelEmaDecay(getModelEmaDecay())
        .syncBatchNorm(getSyncBatchNorm())
        .transform(transforms.eachEpoch())
        .evaluationTransform(transforms.scoring())
        .testTimeFlip(getTestTimeFlip())
        .batchSize(getBatchSize())
        .dropLast(getDropLast())
        .evaluationBatchSize(getScoringBatchSize())
        .epochs(getMaxIter())
        .seed(getSeed())
        .allReduce(strategy());
  }

  private AllReduce strategy() {
    String name = getAllReduce().toLowerCase(Locale.ROOT);
    return name.equals("tree") ? new TreeAllReduce(getAggregationDepth()) : AllReduce.named(name);
  }

  private int workers(Dataset<Row> rows) {
    if (getNumWorkers() > 0) {
      return getNumWorkers();
    }
    var context = rows.sparkSession().sparkContext();
    int cpus = context.getConf().getInt("spark.task.cpus", 1);
    return Math.max(1, context.defaultParallelism() / cpus);
  }

  /**
   * The shape of the samples: as set, or as the first row has it; where invalid rows are skipped,
   * the first that the network takes.
   */
  private ImageShape shape(Dataset<Row> rows, Module network, StageTransforms transforms) {
    if (isDefined(inputShape())) {
      return fixedShape(getInputShape());
    }
    FeatureColumn column =
        RowReader.features(rows.schema(), getFeaturesCol(), uid)
            .applyExifOrientation(getApplyExifOrientation());
    Dataset<Row> samples = rows.select(RowReader.column(getFeaturesCol()));
    boolean skip = getHandleInvalid().equals("skip");
    List<Row> first = DataFailures.rethrow(() -> samples.takeAsList(skip ? ROWS_TO_TRY : 1));
    if (first.isEmpty()) {
      throw new DataException(uid + ": the data set is empty");
    }
    if (skip) {
      for (Row row : first) {
        try {
          ImageShape shape = column.shapeOf(row, 0);
          transforms.width(network, shape);
          return shape;
        } catch (IllegalArgumentException | DataException e) {
          LOG.debug("{}: a row that does not tell the shape of samples: {}", uid, e.getMessage());
        }
      }
    }
    return column.shapeOf(first.get(0), 0);
  }

  static ImageShape fixedShape(int[] extents) {
    return extents.length == 1
        ? ImageShape.vector(extents[0])
        : new ImageShape(extents[0], extents[1], extents[2]);
  }

  /** The value of a column's name, or null where it is not set or empty. */
  private String optional(Param<String> column) {
    String name = isDefined(column) ? getOrDefault(column) : "";
    return name.isEmpty() ? null : name;
  }

  @Override
  public final StructType transformSchema(StructType schema) {
    ImageShape shape = isDefined(inputShape()) ? fixedShape(getInputShape()) : null;
    boolean table = StageInputs.wanted(this);
    if (table) {
      StageInputs.specs(this, schema);
    } else {
      StageInputs.checkNotWanted(this);
      RowReader.features(schema, getFeaturesCol(), uid);
      Schemas.checkLength(schema, getFeaturesCol(), shape);
    }
    Module network = StartingNetwork.of(this, module);
    int outputs = shape == null ? 0 : StageTransforms.of(this).width(network, shape);
    SampleSpec spec = spec(Math.max(2, outputs)).labelCol(getLabelCol());
    String weight = optional(weightCol());
    spec = weight == null ? spec : spec.weightCol(weight);
    RowReader.checkTargets(schema, spec, uid);
    String indicator = optional(validationIndicatorCol());
    if (indicator != null) {
      Schemas.checkBoolean(schema, indicator);
    }
    if (ValidationMetric.wanted(this)) {
      ValidationMetric.of(this, schema, outputs);
    }
    namedLoss(Json.options("lossOptions", getLossOptions()));
    trainer(network);
    return outputSchema(schema, outputs);
  }

  @Override
  public final E copy(ParamMap extra) {
    E copy = create(uid);
    copyValues(copy, extra);
    return copy.setModule(module);
  }

  @Override
  public final MLWriter write() {
    return new StageWriter(this, Map.of(), module);
  }
}
