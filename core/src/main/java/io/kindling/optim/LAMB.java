package io.kindling.optim;

import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * Layer-wise adaptive moments (You et al. 2020, algorithm 2), for large batches. PyTorch has none.
 * For each parameter, with Adam's m and v:
 *
 * <pre>
 * u = (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps) + weightDecay * p
 * p = p - lr * (|p| / |u|) * u                   (the ratio is 1 when either norm is 0)
 * </pre>
 *
 * <p>Biases and the parameters of normalization usually go into a group with {@code adapt(false)},
 * for which the ratio is 1.
 */
public final class LAMB extends Optimizer {
  private static final List<String> STATE = List.of("exp_avg", "exp_avg_sq");

  private Options o;
  private double correction1;
  private double correction2;
  private double parameterSum;
  private double directionSum;
  private double rate;

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param lr learning rate
   * @param beta1 decay of the running average of gradients
   * @param beta2 decay of the running average of their squares
   * @param eps added to the denominator
   * @param weightDecay weight decay, inside the ratio
   * @param adapt whether steps are scaled by the ratio of norms
   * @param maximize whether to go up the gradient
   */
  public record Options(
      double lr,
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      boolean adapt,
      boolean maximize)
      implements AdaptiveOptions<Options> {

    /** Refuses what has no meaning. */
    public Options {
      Require.common("LAMB", lr, eps, weightDecay);
      Require.betas("LAMB", beta1, beta2);
    }

    @Override
    public Options lr(double value) {
      return new Options(value, beta1, beta2, eps, weightDecay, adapt, maximize);
    }

    public Options adapt(boolean value) {
      return new Options(lr, beta1, beta2, eps, weightDecay, value, maximize);
    }

    @Override
    public boolean elementwise() {
      return false;
    }

    @Override
    public LAMB create(List<Tensor> parameters) {
      return new LAMB(List.of(new ParameterGroup(parameters, this)));
    }

    @Override
    public LAMB createGroups(List<ParameterGroup> groups) {
      return new LAMB(groups);
    }
  }

  /** the paper's defaults, without weight decay. */
  public static Options options() {
    return new Options(1e-3, 0.9, 0.999, 1e-6, 0, true, false);
  }

  /** For groups with {@link Options} of their own. */
  public LAMB(List<ParameterGroup> groups) {
    super(groups, Options.class, STATE);
  }

  @Override
  protected int passes() {
    return 2;
  }

  @Override
  protected boolean wholeParameters() {
    return true;
  }

  @Override
  protected void begin(Segment s, OptimizerOptions options, int pass) {
    o = (Options) options;
    correction1 = 1 - Math.pow(o.beta1(), s.step());
    correction2 = 1 - Math.pow(o.beta2(), s.step());
    if (pass == 0) {
      parameterSum = 0;
      directionSum = 0;
      return;
    }
    rate = o.lr();
    if (o.adapt() && parameterSum > 0 && directionSum > 0) {
      rate *= Math.sqrt(parameterSum) / Math.sqrt(directionSum);
    }
  }

  @Override
  protected void update(Segment s, int pass) {
    Register p = s.p();
    Register average = s.state(0);
    Register square = s.state(1);
    if (pass == 0) {
      Register g = o.maximize() ? s.g().negate() : s.g();
      average.lerp(g, 1 - o.beta1());
      square.mul(o.beta2()).addcmul(g, g, 1 - o.beta2());
    }
    Register root = s.temp(0).set(square).div(correction2).sqrt().add(o.eps());
    Register direction = s.temp(1).set(average).div(correction1).div(root);
    direction.add(p, o.weightDecay());
    if (pass == 0) {
      parameterSum += p.sumOfSquares();
      directionSum += direction.sumOfSquares();
    } else {
      p.add(direction, -rate);
    }
  }
}
