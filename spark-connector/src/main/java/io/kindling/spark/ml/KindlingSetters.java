package io.kindling.spark.ml;

import io.kindling.io.Json;
import io.kindling.nn.Module;
import io.kindling.spark.internals.ScalaCollections;
import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;

/**
 * The setters of a Kindling estimator, each of which gives the estimator back.
 *
 * @param <E> the estimator itself
 * @param <M> its model
 */
public abstract class KindlingSetters<E extends KindlingSetters<E, M>, M extends KindlingModel<M>>
    extends Estimator<M> implements KindlingParams {
  private static final long serialVersionUID = 1L;

  KindlingSetters() {}

  abstract E self();

  private <T> E with(Param<T> param, T value) {
    set(param, value);
    return self();
  }

  /**
   * The network as an object, with the parameters to begin with, instead of {@link
   * #setArchitecture}; copied. A class of your own must be on the executors' class path; to be
   * saved, it is to be public and {@link io.kindling.nn.Configurable}, or have one constructor
   * only, public and without arguments.
   */
  public abstract E setModule(Module module);

  /** Sets {@link #featuresCol()}. */
  public final E setFeaturesCol(String value) {
    return with(featuresCol(), value);
  }

  /** Sets {@link #inputCols()}. */
  public final E setInputCols(String... value) {
    return with(inputCols(), value);
  }

  /** Sets {@link #inputSpecs()}. */
  public final E setInputSpecs(String value) {
    return with(inputSpecs(), value);
  }

  /** Sets {@link #labelCol()}. */
  public final E setLabelCol(String value) {
    return with(labelCol(), value);
  }

  /** Sets {@link #predictionCol()}. */
  public final E setPredictionCol(String value) {
    return with(predictionCol(), value);
  }

  /** Sets {@link #weightCol()}. */
  public final E setWeightCol(String value) {
    return with(weightCol(), value);
  }

  /** Sets {@link #validationIndicatorCol()}. */
  public final E setValidationIndicatorCol(String value) {
    return with(validationIndicatorCol(), value);
  }

  /** Sets {@link #cache()}. */
  public final E setCache(String value) {
    return with(cache(), value);
  }

  /** Sets {@link #handleInvalid()}. */
  public final E setHandleInvalid(String value) {
    return with(handleInvalid(), value);
  }

  /** Sets {@link #architecture()}. */
  public final E setArchitecture(String value) {
    return with(architecture(), value);
  }

  /** Sets {@link #initialWeights()}. */
  public final E setInitialWeights(String value) {
    return with(initialWeights(), value);
  }

  /** Sets {@link #inputShape()}. */
  public final E setInputShape(int... value) {
    return with(inputShape(), value);
  }

  /** Sets {@link #applyExifOrientation()}. */
  public final E setApplyExifOrientation(boolean value) {
    return with(applyExifOrientation(), value);
  }

  /** Sets {@link #normalizationMean()}. */
  public final E setNormalizationMean(double... value) {
    return with(normalizationMean(), value);
  }

  /** Sets {@link #normalizationStd()}. */
  public final E setNormalizationStd(double... value) {
    return with(normalizationStd(), value);
  }

  /** Sets {@link #transforms()}. */
  public final E setTransforms(String value) {
    return with(transforms(), value);
  }

  /** Sets {@link #syncBatchNorm()}. */
  public final E setSyncBatchNorm(boolean value) {
    return with(syncBatchNorm(), value);
  }

  /** Sets {@link #testTimeFlip()}. */
  public final E setTestTimeFlip(boolean value) {
    return with(testTimeFlip(), value);
  }

  /** Sets {@link #evaluationTransforms()}. */
  public final E setEvaluationTransforms(String value) {
    return with(evaluationTransforms(), value);
  }

  /** Sets {@link #mix()}. */
  public final E setMix(String value) {
    return with(mix(), value);
  }

  /** Sets {@link #cropPadding()}. */
  public final E setCropPadding(int value) {
    return with(cropPadding(), value);
  }

  /** Sets {@link #flipProbability()}. */
  public final E setFlipProbability(double value) {
    return with(flipProbability(), value);
  }

  /** Sets {@link #loss()}. */
  public final E setLoss(String value) {
    return with(loss(), value);
  }

  /** Sets {@link #lossOptions()}. */
  public final E setLossOptions(String value) {
    return with(lossOptions(), value);
  }

  /** Sets {@link #lossOptions()} from a map. */
  public final E setLossOptions(Map<String, ?> value) {
    return setLossOptions(Json.write(value));
  }

  /** Sets {@link #lossOptions()} from a map of Scala. */
  public final E setLossOptions(scala.collection.Map<String, ?> value) {
    return setLossOptions(Json.write(ScalaCollections.deepAsJava(value)));
  }

  /** Sets {@link #optimizer()}. */
  public final E setOptimizer(String value) {
    return with(optimizer(), value);
  }

  /** Sets {@link #optimizerOptions()}. */
  public final E setOptimizerOptions(String value) {
    return with(optimizerOptions(), value);
  }

  /** Sets {@link #optimizerOptions()} from a map. */
  public final E setOptimizerOptions(Map<String, ?> value) {
    return setOptimizerOptions(Json.write(value));
  }

  /** Sets {@link #optimizerOptions()} from a map of Scala. */
  public final E setOptimizerOptions(scala.collection.Map<String, ?> value) {
    return setOptimizerOptions(Json.write(ScalaCollections.deepAsJava(value)));
  }

  /** Sets {@link #filterBiasAndBn()}. */
  public final E setFilterBiasAndBn(boolean value) {
    return with(filterBiasAndBn(), value);
  }

  /** Sets {@link #clipGradNorm()}. */
  public final E setClipGradNorm(double value) {
    return with(clipGradNorm(), value);
  }

  /** Sets {@link #modelEmaDecay()}. */
  public final E setModelEmaDecay(double value) {
    return with(modelEmaDecay(), value);
  }

  /** Sets {@link #schedule()}. */
  public final E setSchedule(String value) {
    return with(schedule(), value);
  }

  /** Sets {@link #scheduleOptions()}. */
  public final E setScheduleOptions(String value) {
    return with(scheduleOptions(), value);
  }

  /** Sets {@link #scheduleOptions()} from a map. */
  public final E setScheduleOptions(Map<String, ?> value) {
    return setScheduleOptions(Json.write(value));
  }

  /** Sets {@link #scheduleOptions()} from a map of Scala. */
  public final E setScheduleOptions(scala.collection.Map<String, ?> value) {
    return setScheduleOptions(Json.write(ScalaCollections.deepAsJava(value)));
  }

  /** Sets {@link #scheduleUnit()}. */
  public final E setScheduleUnit(String value) {
    return with(scheduleUnit(), value);
  }

  /** Sets {@link #stepSize()}. */
  public final E setStepSize(double value) {
    return with(stepSize(), value);
  }

  /** Sets {@link #maxIter()}. */
  public final E setMaxIter(int value) {
    return with(maxIter(), value);
  }

  /** Sets {@link #batchSize()}. */
  public final E setBatchSize(int value) {
    return with(batchSize(), value);
  }

  /** Sets {@link #dropLast()}. */
  public final E setDropLast(boolean value) {
    return with(dropLast(), value);
  }

  /** Sets {@link #seed()}. */
  public final E setSeed(long value) {
    return with(seed(), value);
  }

  /** Sets {@link #numWorkers()}. */
  public final E setNumWorkers(int value) {
    return with(numWorkers(), value);
  }

  /** Sets {@link #aggregationDepth()}. */
  public final E setAggregationDepth(int value) {
    return with(aggregationDepth(), value);
  }

  /** Sets {@link #allReduce()}. */
  public final E setAllReduce(String value) {
    return with(allReduce(), value);
  }

  /** Sets {@link #checkpointDir()}. */
  public final E setCheckpointDir(String value) {
    return with(checkpointDir(), value);
  }

  /** Sets {@link #tensorBoardDir()}. */
  public final E setTensorBoardDir(String value) {
    return with(tensorBoardDir(), value);
  }

  /** Sets {@link #checkpointInterval()}. */
  public final E setCheckpointInterval(int value) {
    return with(checkpointInterval(), value);
  }

  /** Sets {@link #patience()}. */
  public final E setPatience(int value) {
    return with(patience(), value);
  }

  /** Sets {@link #validationMetric()}. */
  public final E setValidationMetric(String value) {
    return with(validationMetric(), value);
  }

  /** Sets {@link #tol()}. */
  public final E setTol(double value) {
    return with(tol(), value);
  }

  /** Sets {@link #scoringBatchSize()}. */
  public final E setScoringBatchSize(int value) {
    return with(scoringBatchSize(), value);
  }

  /** Sets {@link #maxIter()}, the number of epochs. */
  public final E setEpochs(int value) {
    return setMaxIter(value);
  }

  /** Sets {@link #stepSize()}, the learning rate. */
  public final E setLearningRate(double value) {
    return setStepSize(value);
  }
}
