package io.kindling.nn;

import io.kindling.ops.BatchGroup;
import io.kindling.ops.BatchNormalization;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/**
 * What batch norms of all ranks share: weight, bias, running statistics. While training they
 * normalize by the whole batch of a {@link BatchGroup}, where one is in use.
 */
abstract sealed class BatchNorm extends Module permits BatchNorm1d, BatchNorm2d {
  private static final long serialVersionUID = 1L;

  private final int numFeatures;
  private final double eps;
  private final double momentum;
  private final boolean affine;
  private final boolean trackRunningStats;
  private final Tensor weight;
  private final Tensor bias;
  private final Tensor runningMean;
  private final Tensor runningVar;
  private final Tensor numBatchesTracked;

  /** Those of the last forward pass, mostly the next one's too. */
  private transient BatchNormalization.Statistics statistics;

  /** {@code momentum} NaN means a cumulative average, as PyTorch's None. */
  BatchNorm(
      int numFeatures,
      double eps,
      double momentum,
      boolean affine,
      boolean trackRunningStats,
      boolean bias) {
    this.numFeatures = numFeatures;
    this.eps = eps;
    this.momentum = momentum;
    this.affine = affine;
    this.trackRunningStats = trackRunningStats;
    this.weight = registerParameter("weight", affine ? Tensors.ones(numFeatures) : null);
    this.bias = registerParameter("bias", affine && bias ? Tensors.zeros(numFeatures) : null);
    this.runningMean =
        registerBuffer("running_mean", trackRunningStats ? Tensors.zeros(numFeatures) : null);
    this.runningVar =
        registerBuffer("running_var", trackRunningStats ? Tensors.ones(numFeatures) : null);
    this.numBatchesTracked =
        registerBuffer(
            "num_batches_tracked", trackRunningStats ? Tensors.scalar(DType.INT64, 0) : null);
  }

  /** Fails unless the input has one of the ranks this class takes. */
  abstract void checkRank(Tensor input);

  /** The weight, a parameter, or null. */
  public final Tensor weight() {
    return weight;
  }

  /** The bias, a parameter, or null. */
  public final Tensor bias() {
    return bias;
  }

  @Override
  public final Tensor forward(Tensor input) {
    checkRank(input);
    if (input.size(1) != numFeatures) {
      throw new IllegalArgumentException(
          name() + ": expected " + numFeatures + " channels, got input of shape " + input.shape());
    }
    boolean batch = isTraining() || !trackRunningStats;
    BatchGroup group = isTraining() ? BatchGroup.current() : null;
    if (batch && group == null && input.numel() == numFeatures) {
      throw new IllegalArgumentException(
          "Expected more than 1 value per channel when training, got input size " + input.shape());
    }
    double weightOfBatch = momentum;
    if (isTraining() && trackRunningStats) {
      numBatchesTracked.add_(1);
      if (Double.isNaN(momentum)) {
        weightOfBatch = 1 / numBatchesTracked.item();
      }
    }
    return BatchNormalization.batchNorm(
        input, weight, bias, statistics(batch, weightOfBatch), group);
  }

  private BatchNormalization.Statistics statistics(boolean batch, double weightOfBatch) {
    boolean same =
        statistics != null
            && statistics.training() == batch
            && statistics.momentum() == weightOfBatch;
    if (!same) {
      statistics =
          new BatchNormalization.Statistics(runningMean, runningVar, batch, weightOfBatch, eps);
    }
    return statistics;
  }

  @Override
  protected final void describe(Settings settings) {
    settings.bare("num_features", numFeatures).named("eps", eps);
    settings.named("momentum", Double.isNaN(momentum) ? null : (Double) momentum);
    settings.named("affine", affine).named("bias", bias != null);
    settings.named("track_running_stats", trackRunningStats);
  }
}
