package io.kindling.spark.worker;

import io.kindling.data.BatchTransform;
import io.kindling.data.EpochSampler;
import io.kindling.data.SampleTransform;
import io.kindling.nn.Module;
import io.kindling.nn.TestTimeFlip;
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
 * @param evaluation how the model is judged
 * @param seed key of the random operations inside the model, as dropout
 * @param limits how many samples go through the model at once
 * @param update what is done beside the optimizer's step
 * @param mixing how the samples of a batch are mixed with one another
 * @param syncBatchNorm whether batch norm normalizes by the whole batch, over all workers
 * @param training what the training data's blocks hold
 * @param judged what the blocks hold that the model is evaluated on
 */
public record TrainingProgram(
    Module module,
    Loss loss,
    OptimizerFactory optimizer,
    LearningRateSchedule schedule,
    EpochSampler sampler,
    SampleTransform transform,
    Judging evaluation,
    long seed,
    BatchLimits limits,
    UpdateRules update,
    Mixing mixing,
    boolean syncBatchNorm,
    BlockFingerprints training,
    BlockFingerprints judged)
    implements Serializable {

  /**
   * How the model is judged.
   *
   * @param transform from stored sample to input
   * @param testTimeFlip whether outputs are averaged over an image and its mirror image
   */
  public record Judging(SampleTransform transform, boolean testTimeFlip) implements Serializable {
    /** Outputs as they are. */
    public Judging(SampleTransform transform) {
      this(transform, false);
    }

    /** The model as it is judged, in evaluation mode; it shares the model's values. */
    public Module model(Module module) {
      return (testTimeFlip ? new TestTimeFlip(module) : module).eval();
    }
  }

  /**
   * Most samples that go through the model at once on one worker.
   *
   * @param training a larger share is done in several passes whose gradients add up
   * @param evaluation the same for evaluation
   * @param least fewest samples that the model takes at once in training: 2 with batch norm that
   *     sees one value a channel of each, else 1; passes have no fewer, if the share has not
   */
  public record BatchLimits(int training, int evaluation, int least) implements Serializable {
    public BatchLimits {
      if (training < 1 || evaluation < 1 || least < 1) {
        throw new IllegalArgumentException(
            "BatchLimits: got "
                + training
                + " samples at once in training, "
                + least
                + " at least, and "
                + evaluation
                + " in evaluation, wanted 1 or more");
      }
    }

    /** For a model that takes a single sample. */
    public BatchLimits(int training, int evaluation) {
      this(training, evaluation, 1);
    }

    /** The same for a model that takes so many samples at least. */
    public BatchLimits withLeast(int samples) {
      return new BatchLimits(training, evaluation, samples);
    }

    /** Where the pass that begins with sample {@code from} of a share ends. */
    public int passEnd(int from, int share) {
      int size = Math.max(training, least);
      int left = share - from - size;
      if (left <= 0) {
        return share;
      }
      int lent = Math.max(0, least - left);
      return size - lent >= least ? from + size - lent : share;
    }
  }

  /**
   * What an update does beside the optimizer's step.
   *
   * @param maxGradientNorm a mean gradient of a greater norm is scaled down to it; infinity leaves
   *     all as they are
   * @param filterBiasAndBn whether parameters of one dimension have no weight decay
   * @param averageDecay of the exponential moving average of the weights; 0 for none
   */
  public record UpdateRules(double maxGradientNorm, boolean filterBiasAndBn, double averageDecay)
      implements Serializable {

    /** The optimizer's step alone. */
    public static final UpdateRules NONE = new UpdateRules(Double.POSITIVE_INFINITY, false, 0);

    /**
     * Looks whether an optimizer can do so.
     *
     * @throws IllegalArgumentException when biases are to have no weight decay, and the optimizer
     *     has none or does not tell it
     */
    public void check(OptimizerFactory optimizer) {
      if (filterBiasAndBn) {
        RunOptimizer.optionsWithDecay(optimizer);
      }
    }

    /** The same with such a greatest norm. */
    public UpdateRules withMaxGradientNorm(double norm) {
      return new UpdateRules(norm, filterBiasAndBn, averageDecay);
    }

    /** The same with weight decay for weights alone, or for all. */
    public UpdateRules withFilterBiasAndBn(boolean filter) {
      return new UpdateRules(maxGradientNorm, filter, averageDecay);
    }

    /** The same with an average of so much decay. */
    public UpdateRules withAverageDecay(double decay) {
      return new UpdateRules(maxGradientNorm, filterBiasAndBn, decay);
    }
  }

  /**
   * How the samples of a batch are mixed with one another in training.
   *
   * @param transform null where they are not
   * @param width probabilities of a sample's classes, or numbers to be predicted
   */
  public record Mixing(BatchTransform transform, int width) implements Serializable {
    /** Samples as they are. */
    public static final Mixing NONE = new Mixing(null, 0);

    /** Whether there is any. */
    boolean mixes() {
      return transform != null;
    }
  }

  /** Whether gradients are clipped by their norm. */
  public boolean clips() {
    return update.maxGradientNorm() < Double.POSITIVE_INFINITY;
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
