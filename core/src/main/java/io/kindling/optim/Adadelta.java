package io.kindling.optim;

import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * Adadelta (Zeiler 2012); {@code torch.optim.Adadelta}:
 *
 * <pre>
 * v = rho * v + (1 - rho) * g^2
 * d = sqrt(u + eps) / sqrt(v + eps) * g
 * u = rho * u + (1 - rho) * d^2
 * p = p - lr * d
 * </pre>
 */
public final class Adadelta extends Optimizer {
  private static final List<String> STATE = List.of("square_avg", "acc_delta");

  private Options o;

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param lr learning rate
   * @param rho decay of both running averages
   * @param eps added under the square roots
   * @param weightDecay L2 penalty
   * @param maximize whether to go up the gradient
   */
  public record Options(double lr, double rho, double eps, double weightDecay, boolean maximize)
      implements CommonOptions<Options> {

    /** PyTorch's checks. */
    public Options {
      Require.common("Adadelta", lr, eps, weightDecay);
      Require.that(rho >= 0 && rho <= 1, "Adadelta", "rho", rho, "in [0, 1]");
    }

    @Override
    public Options lr(double value) {
      return new Options(value, rho, eps, weightDecay, maximize);
    }

    public Options rho(double value) {
      return new Options(lr, value, eps, weightDecay, maximize);
    }

    @Override
    public Adadelta create(List<Tensor> parameters) {
      return new Adadelta(List.of(new ParameterGroup(parameters, this)));
    }

    @Override
    public Adadelta createGroups(List<ParameterGroup> groups) {
      return new Adadelta(groups);
    }
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1.0, 0.9, 1e-6, 0, false);
  }

  /** For groups with {@link Options} of their own. */
  public Adadelta(List<ParameterGroup> groups) {
    super(groups, Options.class, STATE);
  }

  @Override
  protected void begin(Segment s, OptimizerOptions options, int pass) {
    o = (Options) options;
  }

  @Override
  protected void update(Segment s, int pass) {
    Register p = s.p();
    Register g = s.gradient(o.maximize(), o.weightDecay());
    Register square = s.state(0).mul(o.rho()).addcmul(g, g, 1 - o.rho());
    Register root = s.temp(0).set(square).add(o.eps()).sqrt();
    Register delta = s.temp(1).set(s.state(1)).add(o.eps()).sqrt().div(root).mul(g);
    s.state(1).mul(o.rho()).addcmul(delta, delta, 1 - o.rho());
    p.add(delta, -o.lr());
  }
}
