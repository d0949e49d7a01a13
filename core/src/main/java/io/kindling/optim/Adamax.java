package io.kindling.optim;

import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * Adam by the infinity norm (Kingma and Ba 2015); {@code torch.optim.Adamax}:
 *
 * <pre>
 * m = beta1 * m + (1 - beta1) * g
 * u = max(beta2 * u, |g| + eps)
 * p = p - lr / (1 - beta1^t) * m / u
 * </pre>
 */
public final class Adamax extends Optimizer {
  private static final List<String> STATE = List.of("exp_avg", "exp_inf");

  private Options o;
  private double stepSize;

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param lr learning rate
   * @param beta1 decay of the running average of gradients
   * @param beta2 decay of the greatest gradient
   * @param eps added to the absolute gradient
   * @param weightDecay L2 penalty
   * @param maximize whether to go up the gradient
   */
  public record Options(
      double lr, double beta1, double beta2, double eps, double weightDecay, boolean maximize)
      implements AdaptiveOptions<Options> {

    /** PyTorch's checks. */
    public Options {
      Require.common("Adamax", lr, eps, weightDecay);
      Require.betas("Adamax", beta1, beta2);
    }

    @Override
    public Options lr(double value) {
      return new Options(value, beta1, beta2, eps, weightDecay, maximize);
    }

    @Override
    public Adamax create(List<Tensor> parameters) {
      return new Adamax(List.of(new ParameterGroup(parameters, this)));
    }

    @Override
    public Adamax createGroups(List<ParameterGroup> groups) {
      return new Adamax(groups);
    }
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(2e-3, 0.9, 0.999, 1e-8, 0, false);
  }

  /** For groups with {@link Options} of their own. */
  public Adamax(List<ParameterGroup> groups) {
    super(groups, Options.class, STATE);
  }

  @Override
  protected void begin(Segment s, OptimizerOptions options, int pass) {
    o = (Options) options;
    stepSize = o.lr() / (1 - Math.pow(o.beta1(), s.step()));
  }

  @Override
  protected void update(Segment s, int pass) {
    Register p = s.p();
    Register g = s.gradient(o.maximize(), o.weightDecay());
    Register average = s.state(0).lerp(g, 1 - o.beta1());
    Register greatest = s.state(1).mul(o.beta2()).max(g.abs().add(o.eps()));
    p.addcdiv(average, greatest, -stepSize);
  }
}
