package io.kindling.optim;

import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * Adam with Nesterov momentum (Dozat 2016); {@code torch.optim.NAdam}. With Adam's m and v, and
 * mu(t) = beta1 * (1 - 0.96^(t * momentumDecay) / 2):
 *
 * <pre>
 * d = sqrt(v / (1 - beta2^t)) + eps
 * p = p - lr * (1 - mu(t)) / (1 - mu(1)...mu(t)) * g / d
 *       - lr * mu(t+1) / (1 - mu(1)...mu(t+1)) * m / d
 * </pre>
 */
public final class NAdam extends Optimizer {
  private static final List<String> STATE = List.of("exp_avg", "exp_avg_sq");
  private static final List<String> NUMBERS = List.of("mu_product");

  private Options o;
  private double correction;
  private double gradientStep;
  private double averageStep;

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param lr learning rate
   * @param beta1 decay of the running average of gradients
   * @param beta2 decay of the running average of their squares
   * @param eps added to the denominator
   * @param weightDecay L2 penalty
   * @param momentumDecay how fast the momentum grows to beta1
   * @param decoupledWeightDecay whether weight decay shrinks the parameter itself
   * @param maximize whether to go up the gradient
   */
  public record Options(
      double lr,
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      double momentumDecay,
      boolean decoupledWeightDecay,
      boolean maximize)
      implements AdaptiveOptions<Options> {

    /** PyTorch's checks. */
    public Options {
      Require.common("NAdam", lr, eps, weightDecay);
      Require.notNegative("NAdam", "momentumDecay", momentumDecay);
      Require.betas("NAdam", beta1, beta2);
    }

    @Override
    public Options lr(double value) {
      return new Options(
          value, beta1, beta2, eps, weightDecay, momentumDecay, decoupledWeightDecay, maximize);
    }

    public Options momentumDecay(double value) {
      return new Options(lr, beta1, beta2, eps, weightDecay, value, decoupledWeightDecay, maximize);
    }

    public Options decoupledWeightDecay(boolean value) {
      return new Options(lr, beta1, beta2, eps, weightDecay, momentumDecay, value, maximize);
    }

    @Override
    public NAdam create(List<Tensor> parameters) {
      return new NAdam(List.of(new ParameterGroup(parameters, this)));
    }

    @Override
    public NAdam createGroups(List<ParameterGroup> groups) {
      return new NAdam(groups);
    }
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(2e-3, 0.9, 0.999, 1e-8, 0, 4e-3, false, false);
  }

  /** For groups with {@link Options} of their own. */
  public NAdam(List<ParameterGroup> groups) {
    super(groups, Options.class, STATE);
  }

  private double momentum(long step) {
    return o.beta1() * (1 - 0.5 * Math.pow(0.96, step * o.momentumDecay()));
  }

  @Override
  protected List<String> numberNames() {
    return NUMBERS;
  }

  @Override
  protected void begin(Segment s, OptimizerOptions options, int pass) {
    o = (Options) options;
    double mu = momentum(s.step());
    double next = momentum(s.step() + 1);
    double product = (s.step() == 1 ? 1 : s.number(0)) * mu;
    if (s.dtype() == DType.FLOAT32) {
      product = (float) product; // PyTorch keeps it as a tensor of the default type
    }
    s.setNumber(0, product);
    correction = 1 - Math.pow(o.beta2(), s.step());
    gradientStep = -o.lr() * (1 - mu) / (1 - product);
    averageStep = -o.lr() * next / (1 - product * next);
  }

  @Override
  protected void update(Segment s, int pass) {
    Register p = s.p();
    Register g = s.gradient(o.maximize(), o.weightDecay(), o.decoupledWeightDecay(), o.lr());
    Register average = s.state(0).lerp(g, 1 - o.beta1());
    Register square = s.state(1).mul(o.beta2()).addcmul(g, g, 1 - o.beta2());
    Register denominator = s.temp(0).set(square).div(correction).sqrt().add(o.eps());
    p.addcdiv(g, denominator, gradientStep).addcdiv(average, denominator, averageStep);
  }
}
