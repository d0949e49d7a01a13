package io.kindling.spark;

import io.kindling.data.BatchTransform;
import io.kindling.data.EpochSampler;
import io.kindling.data.SampleTransform;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Module;
import io.kindling.nn.loss.Loss;
import io.kindling.optim.OptimizerFactory;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.checkpoint.CheckpointConfig;
import io.kindling.spark.data.TrainerData;
import io.kindling.spark.worker.BlockFingerprints;
import io.kindling.spark.worker.JavaBytes;
import io.kindling.spark.worker.LearningRateSchedule;
import io.kindling.spark.worker.ModelState;
import io.kindling.spark.worker.TrainingProgram;
import io.kindling.spark.worker.TrainingProgram.BatchLimits;
import io.kindling.spark.worker.TrainingProgram.Judging;
import io.kindling.spark.worker.TrainingProgram.Mixing;
import io.kindling.spark.worker.TrainingProgram.UpdateRules;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everything a run needs, checked.
 *
 * @param training what is trained, and how it is updated
 * @param data what it is trained and judged on
 * @param batches which samples make a step
 * @param schedule how long it is trained, and how often judged
 * @param faults what is kept in case the run is lost
 * @param allReduce how gradients are summed
 * @param name what people call the run
 * @param classNames what people call the classes, by their numbers
 * @param listeners told of the run
 */
record TrainerSettings(
    Training training,
    Data data,
    Batches batches,
    Schedule schedule,
    Faults faults,
    AllReduce allReduce,
    String name,
    List<String> classNames,
    List<TrainingListener> listeners) {

  /** What is trained, and how it is updated. */
  record Training(
      Module model,
      Loss loss,
      OptimizerFactory optimizer,
      LearningRateSchedule learningRates,
      UpdateRules update,
      boolean syncBatchNorm) {

    Module copyOfModel() {
      return JavaBytes.copy(model, Module.class, "the model");
    }

    /** A copy with these values, in evaluation mode. */
    Module model(ModelState values) {
      Module module = copyOfModel();
      values.loadInto(module, FlatParameters.of(module));
      module.zeroGrad();
      return module.eval();
    }
  }

  /** What the model is trained and judged on. */
  record Data(
      TrainerData training,
      Optional<TrainerData> evaluation,
      SampleTransform transform,
      Judging judging,
      Optional<BatchTransform> mix) {}

  /** Which samples make a step. */
  record Batches(int size, boolean shuffle, boolean dropLast, long seed, BatchLimits limits) {
    EpochSampler sampler(long samples) {
      return new EpochSampler(seed, samples, size, shuffle, dropLast);
    }
  }

  /** How long the model is trained, and after how many epochs judged. */
  record Schedule(int epochs, OptionalLong maxSteps, int evaluateEvery) {
    /** Steps of the whole run. */
    long steps(int perEpoch) {
      return Math.min((long) perEpoch * epochs, maxSteps.orElse(Integer.MAX_VALUE));
    }
  }

  /** What is kept in case the run is lost, and whether it goes on from that. */
  record Faults(Optional<CheckpointConfig> checkpoint, boolean resume) {}

  /** What is fixed during the run, for these blocks. */
  TrainingProgram program(
      EpochSampler sampler,
      BatchLimits limits,
      Mixing mixing,
      BlockFingerprints trained,
      BlockFingerprints judged) {
    return new TrainingProgram(
        training.model(),
        training.loss(),
        training.optimizer(),
        training.learningRates(),
        sampler,
        data.transform(),
        data.judging(),
        batches.seed(),
        limits,
        training.update(),
        mixing,
        training.syncBatchNorm(),
        trained,
        judged);
  }
}
