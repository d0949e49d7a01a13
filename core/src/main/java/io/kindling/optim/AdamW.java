package io.kindling.optim;

import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019); {@code torch.optim.AdamW}: {@code
 * p = p * (1 - lr * weightDecay)}, then {@link Adam}'s step.
 */
public final class AdamW extends AdamRule {

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param lr learning rate
   * @param beta1 decay of the running average of gradients
   * @param beta2 decay of the running average of their squares
   * @param eps added to the denominator
   * @param weightDecay share of lr by which parameters shrink
   * @param amsgrad whether to divide by the greatest average so far
   * @param maximize whether to go up the gradient
   */
  public record Options(
      double lr,
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      boolean amsgrad,
      boolean maximize)
      implements AdamRule.Settings, AdaptiveOptions<Options> {

    /** PyTorch's checks. */
    public Options {
      Require.common("AdamW", lr, eps, weightDecay);
      Require.betas("AdamW", beta1, beta2);
    }

    @Override
    public Options lr(double value) {
      return new Options(value, beta1, beta2, eps, weightDecay, amsgrad, maximize);
    }

    public Options amsgrad(boolean value) {
      return new Options(lr, beta1, beta2, eps, weightDecay, value, maximize);
    }

    @Override
    public boolean decoupledWeightDecay() {
      return true;
    }

    @Override
    public AdamW create(List<Tensor> parameters) {
      return new AdamW(List.of(new ParameterGroup(parameters, this)));
    }

    @Override
    public AdamW createGroups(List<ParameterGroup> groups) {
      return new AdamW(groups);
    }
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-3, 0.9, 0.999, 1e-8, 1e-2, false, false);
  }

  /** For groups with {@link Options} of their own. */
  public AdamW(List<ParameterGroup> groups) {
    super(groups, Options.class);
  }
}
