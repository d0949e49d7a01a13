package io.kindling.optim;

import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * Rectified Adam (Liu et al. 2020); {@code torch.optim.RAdam}. With Adam's m and v:
 *
 * <pre>
 * rhoInf = 2 / (1 - beta2) - 1;  rho = rhoInf - 2 t beta2^t / (1 - beta2^t)
 * r = sqrt((rho-4)(rho-2) rhoInf / ((rhoInf-4)(rhoInf-2) rho))
 * p = p - lr * m / (1 - beta1^t) * (rho > 5 ? r * sqrt(1 - beta2^t) / (sqrt(v) + eps) : 1)
 * </pre>
 */
public final class RAdam extends Optimizer {
  private static final List<String> STATE = List.of("exp_avg", "exp_avg_sq");

  private Options o;
  private double correction1;
  private double correction2;
  private boolean rectified;
  private double rectification;

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param lr learning rate
   * @param beta1 decay of the running average of gradients
   * @param beta2 decay of the running average of their squares
   * @param eps added to the denominator
   * @param weightDecay L2 penalty
   * @param decoupledWeightDecay whether weight decay shrinks the parameter itself
   * @param maximize whether to go up the gradient
   */
  public record Options(
      double lr,
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      boolean decoupledWeightDecay,
      boolean maximize)
      implements AdaptiveOptions<Options> {

    /** PyTorch's checks. */
    public Options {
      Require.common("RAdam", lr, eps, weightDecay);
      Require.betas("RAdam", beta1, beta2);
    }

    @Override
    public Options lr(double value) {
      return new Options(value, beta1, beta2, eps, weightDecay, decoupledWeightDecay, maximize);
    }

    public Options decoupledWeightDecay(boolean value) {
      return new Options(lr, beta1, beta2, eps, weightDecay, value, maximize);
    }

    @Override
    public RAdam create(List<Tensor> parameters) {
      return new RAdam(List.of(new ParameterGroup(parameters, this)));
    }

    @Override
    public RAdam createGroups(List<ParameterGroup> groups) {
      return new RAdam(groups);
    }
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-3, 0.9, 0.999, 1e-8, 0, false, false);
  }

  /** For groups with {@link Options} of their own. */
  public RAdam(List<ParameterGroup> groups) {
    super(groups, Options.class, STATE);
  }

  @Override
  protected void begin(Segment s, OptimizerOptions options, int pass) {
    o = (Options) options;
    correction1 = 1 - Math.pow(o.beta1(), s.step());
    double power2 = Math.pow(o.beta2(), s.step());
    correction2 = Math.sqrt(1 - power2);
    double rhoInf = 2 / (1 - o.beta2()) - 1;
    double rho = rhoInf - 2 * s.step() * power2 / (1 - power2);
    rectified = rho > 5;
    rectification = Math.sqrt((rho - 4) * (rho - 2) * rhoInf / ((rhoInf - 4) * (rhoInf - 2) * rho));
  }

  @Override
  protected void update(Segment s, int pass) {
    Register p = s.p();
    Register g = s.gradient(o.maximize(), o.weightDecay(), o.decoupledWeightDecay(), o.lr());
    Register average = s.state(0).lerp(g, 1 - o.beta1());
    Register square = s.state(1).mul(o.beta2()).addcmul(g, g, 1 - o.beta2());
    Register step = s.temp(0).set(average).div(correction1).mul(o.lr());
    if (rectified) {
      step.mul(s.temp(1).set(square).sqrt().add(o.eps()).divideInto(correction2));
      step.mul(rectification);
    }
    p.add(step, -1);
  }
}
