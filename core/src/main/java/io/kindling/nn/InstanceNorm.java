package io.kindling.nn;

import io.kindling.autograd.GradMode;
import io.kindling.nn.functional.F;
import io.kindling.ops.BatchNormalization;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;

/** What instance norms of all ranks share: weight, bias, running statistics. */
abstract sealed class InstanceNorm extends Module permits InstanceNorm1d, InstanceNorm2d {
  private static final long serialVersionUID = 1L;

  private final int rank;
  private final int numFeatures;
  private final double eps;
  private final double momentum;
  private final boolean affine;
  private final boolean trackRunningStats;
  private final Tensor weight;
  private final Tensor bias;
  private final Tensor runningMean;
  private final Tensor runningVar;

  InstanceNorm(
      int rank,
      int numFeatures,
      double eps,
      double momentum,
      boolean affine,
      boolean trackRunningStats,
      boolean bias) {
    this.rank = rank;
    this.numFeatures = numFeatures;
    this.eps = eps;
    this.momentum = momentum;
    this.affine = affine;
    this.trackRunningStats = trackRunningStats;
    this.weight = registerParameter("weight", affine ? Tensors.ones(numFeatures) : null);
    this.bias = registerParameter("bias", affine && bias ? Tensors.zeros(numFeatures) : null);
    boolean track = trackRunningStats;
    this.runningMean = registerBuffer("running_mean", track ? Tensors.zeros(numFeatures) : null);
    this.runningVar = registerBuffer("running_var", track ? Tensors.ones(numFeatures) : null);
    registerBuffer("num_batches_tracked", track ? Tensors.scalar(DType.INT64, 0) : null);
  }

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
    boolean single = input.dim() == rank + 1;
    if (!single && input.dim() != rank + 2) {
      throw new IllegalArgumentException(
          name()
              + ": expected "
              + (rank + 1)
              + "D or "
              + (rank + 2)
              + "D input (got "
              + input.dim()
              + "D input of shape "
              + input.shape()
              + ")");
    }
    Tensor batch = single ? input.unsqueeze(0) : input;
    if (batch.size(1) != numFeatures) {
      throw new IllegalArgumentException(
          name() + ": expected " + numFeatures + " channels, got input of shape " + input.shape());
    }
    Tensor out = normalize(batch);
    return single ? out.squeeze(0) : out;
  }

  private Tensor normalize(Tensor x) {
    if (trackRunningStats && !isTraining()) {
      return BatchNormalization.batchNorm(
          x,
          weight,
          bias,
          new BatchNormalization.Statistics(runningMean, runningVar, false, momentum, eps));
    }
    Tensor out = F.instanceNorm(x, weight, bias, eps);
    if (trackRunningStats && x.numel() > 0) {
      follow(x.detach());
    }
    return out;
  }

  /** Moves the running statistics towards the mean over the batch of each instance's. */
  private void follow(Tensor x) {
    try (var scope = GradMode.noGrad()) {
      Tensor flat = x.flatten(2, -1);
      double n = flat.size(2);
      Tensor mean = flat.mean(true, 2);
      Tensor variance = flat.sub(mean).square().sum(false, 2).div(n - 1);
      runningMean.mul_(1 - momentum).add_(mean.squeeze(2).mean(0), momentum);
      runningVar.mul_(1 - momentum).add_(variance.mean(0), momentum);
    }
  }

  @Override
  protected final void describe(Settings settings) {
    settings.bare("num_features", numFeatures).named("eps", eps).named("momentum", momentum);
    settings.named("affine", affine).named("bias", bias != null);
    settings.named("track_running_stats", trackRunningStats);
  }
}
