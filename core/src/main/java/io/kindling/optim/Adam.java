package io.kindling.optim;

import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * Adam (Kingma and Ba 2015); {@code torch.optim.Adam}. With gradient g at step t:
 *
 * <pre>
 * g = g + weightDecay * p                      (decoupled: p = p * (1 - lr * weightDecay))
 * m = beta1 * m + (1 - beta1) * g
 * v = beta2 * v + (1 - beta2) * g^2
 * d = sqrt(amsgrad ? max of all v : v) / sqrt(1 - beta2^t) + eps
 * p = p - lr / (1 - beta1^t) * m / d
 * </pre>
 */
public final class Adam extends AdamRule {
  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param lr learning rate
   * @param beta1 decay of the running average of gradients
   * @param beta2 decay of the running average of their squares
   * @param eps added to the denominator
   * @param weightDecay L2 penalty
   * @param amsgrad whether to divide by the greatest average so far
   * @param maximize whether to go up the gradient
   * @param decoupledWeightDecay whether weight decay shrinks the parameter itself
   */
  public record Options(
      double lr,
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      boolean amsgrad,
      boolean maximize,
      boolean decoupledWeightDecay)
      implements AdamRule.Settings, AdaptiveOptions<Options> {

    /** PyTorch's checks. */
    public Options {
      Require.common("Adam", lr, eps, weightDecay);
      Require.betas("Adam", beta1, beta2);
    }

    @Override
    public Options lr(double value) {
      return new Options(
          value, beta1, beta2, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay);
    }

    public Options amsgrad(boolean value) {
      return new Options(lr, beta1, beta2, eps, weightDecay, value, maximize, decoupledWeightDecay);
    }

    public Options decoupledWeightDecay(boolean value) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize, value);
    }

    @Override
    public Adam create(List<Tensor> parameters) {
      return new Adam(List.of(new ParameterGroup(parameters, this)));
    }

    @Override
    public Adam createGroups(List<ParameterGroup> groups) {
      return new Adam(groups);
    }
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-3, 0.9, 0.999, 1e-8, 0, false, false, false);
  }

  /** For groups with {@link Options} of their own. */
  public Adam(List<ParameterGroup> groups) {
    super(groups, Options.class);
  }
}
