package io.kindling.spark.worker;

import io.kindling.data.EpochSampler;
import io.kindling.data.SampleTransform;
import io.kindling.nn.Module;
import io.kindling.nn.loss.Loss;
import io.kindling.optim.OptimizerFactory;
import java.io.Serializable;

/**
 * All that is fixed during a training run, as every worker knows it. Together with a {@link
 * ModelState} and the number of a step it determines that step's outcome.
 *
 * <p>Sent once per run, as {@link JavaBytes}.
 *
 * @param module structure of the model; its values do not matter, they come with the state
 * @param loss how a batch is judged; always summed over samples here, and divided once at the end
 * @param optimizer settings of the update rule
 * @param schedule how the learning rate changes
 * @param sampler which samples form which step
 * @param transform from stored sample to input, in training
 * @param evaluationTransform the same in evaluation
 * @param seed key of the random operations inside the model, as dropout
 * @param limits how many samples go through the model at once
 * @param maxGradientNorm a mean gradient of a greater norm is scaled down to it; infinity leaves
 *     all as they are
 */
public record TrainingProgram(
    Module module,
    Loss loss,
    OptimizerFactory optimizer,
    LearningRateSchedule schedule,
    EpochSampler sampler,
    SampleTransform transform,
    SampleTransform evaluationTransform,
    long seed,
    BatchLimits limits,
    double maxGradientNorm)
    implements Serializable {

  /**
   * Most samples that go through the model at once on one worker.
   *
   * @param training a larger share is done in several passes whose gradients add up
   * @param evaluation the same for evaluation
   */
  public record BatchLimits(int training, int evaluation) implements Serializable {
    public BatchLimits {
      if (training < 1 || evaluation < 1) {
        throw new IllegalArgumentException(
            "BatchLimits: got "
                + training
                + " samples at once in training and "
                + evaluation
                + " in evaluation, wanted 1 or more");
      }
    }
  }

  /** Whether gradients are clipped by their norm. */
  public boolean clips() {
    return maxGradientNorm < Double.POSITIVE_INFINITY;
  }

  /** The epoch, counted from 0, that step {@code step} of the run belongs to. */
  public int epoch(long step) {
    return Math.toIntExact(step / sampler.stepsPerEpoch());
  }

  /** The place of step {@code step} in its epoch. */
  public int stepInEpoch(long step) {
    return (int) (step % sampler.stepsPerEpoch());
  }
}
