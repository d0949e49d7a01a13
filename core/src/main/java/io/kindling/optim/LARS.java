package io.kindling.optim;

import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * Layer-wise adaptive rate scaling (You, Gitman and Ginsburg 2017, algorithm 1), for large batches.
 * PyTorch has none. For each parameter, with its norm |p| and its gradient's |g|:
 *
 * <pre>
 * q = trustCoefficient * |p| / (|g| + weightDecay * |p| + eps)      (1 when either norm is 0)
 * b = momentum * b + lr * q * (g + weightDecay * p)
 * p = p - b
 * </pre>
 *
 * <p>Biases and the parameters of normalization usually go into a group with {@code adapt(false)},
 * for which q is 1.
 */
public final class LARS extends Optimizer {
  private static final List<String> STATE = List.of("momentum_buffer");

  private Options o;
  private double parameterSum;
  private double gradientSum;
  private double rate;

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param lr learning rate
   * @param momentum share of the last step that is kept
   * @param weightDecay L2 penalty
   * @param trustCoefficient how much of its norm a parameter may change by
   * @param eps added to the denominator
   * @param adapt whether q depends on the norms
   * @param maximize whether to go up the gradient
   */
  public record Options(
      double lr,
      double momentum,
      double weightDecay,
      double trustCoefficient,
      double eps,
      boolean adapt,
      boolean maximize)
      implements CommonOptions<Options>, MomentumOptions<Options> {

    /** Refuses what has no meaning. */
    public Options {
      Require.common("LARS", lr, eps, weightDecay);
      Require.notNegative("LARS", "momentum", momentum);
      Require.notNegative("LARS", "trustCoefficient", trustCoefficient);
    }

    @Override
    public Options lr(double value) {
      return new Options(value, momentum, weightDecay, trustCoefficient, eps, adapt, maximize);
    }

    @Override
    public Options momentum(double value) {
      return new Options(lr, value, weightDecay, trustCoefficient, eps, adapt, maximize);
    }

    public Options trustCoefficient(double value) {
      return new Options(lr, momentum, weightDecay, value, eps, adapt, maximize);
    }

    public Options adapt(boolean value) {
      return new Options(lr, momentum, weightDecay, trustCoefficient, eps, value, maximize);
    }

    @Override
    public boolean elementwise() {
      return false;
    }

    @Override
    public LARS create(List<Tensor> parameters) {
      return new LARS(List.of(new ParameterGroup(parameters, this)));
    }

    @Override
    public LARS createGroups(List<ParameterGroup> groups) {
      return new LARS(groups);
    }
  }

  /** momentum 0.9 and the paper's trust coefficient, 0.001. */
  public static Options options() {
    return new Options(1.0, 0.9, 0, 1e-3, 0, true, false);
  }

  /** For groups with {@link Options} of their own. */
  public LARS(List<ParameterGroup> groups) {
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
    if (pass == 0) {
      parameterSum = 0;
      gradientSum = 0;
      return;
    }
    double norm = Math.sqrt(parameterSum);
    double gradientNorm = Math.sqrt(gradientSum);
    rate = o.lr();
    if (o.adapt() && norm > 0 && gradientNorm > 0) {
      rate *= o.trustCoefficient() * norm / (gradientNorm + o.weightDecay() * norm + o.eps());
    }
  }

  @Override
  protected void update(Segment s, int pass) {
    if (pass == 0) {
      parameterSum += s.p().sumOfSquares();
      gradientSum += s.g().sumOfSquares();
      return;
    }
    Register p = s.p();
    Register g = s.gradient(o.maximize(), o.weightDecay());
    p.add(s.state(0).mul(o.momentum()).add(g, rate), -1);
  }
}
