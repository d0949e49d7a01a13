package io.kindling.optim;

import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * Adagrad (Duchi et al. 2011); {@code torch.optim.Adagrad}:
 *
 * <pre>
 * a = a + g^2
 * p = p - lr / (1 + (t - 1) * lrDecay) * g / (sqrt(a) + eps)
 * </pre>
 */
public final class Adagrad extends Optimizer {
  private static final List<String> STATE = List.of("sum");

  private Options o;
  private double stepSize;

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param lr learning rate
   * @param lrDecay how fast the learning rate falls
   * @param weightDecay L2 penalty
   * @param initialAccumulatorValue a before the first step
   * @param eps added to the denominator
   * @param maximize whether to go up the gradient
   */
  public record Options(
      double lr,
      double lrDecay,
      double weightDecay,
      double initialAccumulatorValue,
      double eps,
      boolean maximize)
      implements CommonOptions<Options> {

    /** PyTorch's checks. */
    public Options {
      Require.common("Adagrad", lr, eps, weightDecay);
      Require.notNegative("Adagrad", "lrDecay", lrDecay);
      Require.notNegative("Adagrad", "initialAccumulatorValue", initialAccumulatorValue);
    }

    @Override
    public Options lr(double value) {
      return new Options(value, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize);
    }

    public Options lrDecay(double value) {
      return new Options(lr, value, weightDecay, initialAccumulatorValue, eps, maximize);
    }

    public Options initialAccumulatorValue(double value) {
      return new Options(lr, lrDecay, weightDecay, value, eps, maximize);
    }

    @Override
    public Adagrad create(List<Tensor> parameters) {
      return new Adagrad(List.of(new ParameterGroup(parameters, this)));
    }

    @Override
    public Adagrad createGroups(List<ParameterGroup> groups) {
      return new Adagrad(groups);
    }
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-2, 0, 0, 0, 1e-10, false);
  }

  /** For groups with {@link Options} of their own. */
  public Adagrad(List<ParameterGroup> groups) {
    super(groups, Options.class, STATE);
  }

  @Override
  protected void begin(Segment s, OptimizerOptions options, int pass) {
    o = (Options) options;
    stepSize = o.lr() / (1 + (s.step() - 1) * o.lrDecay());
  }

  @Override
  protected void update(Segment s, int pass) {
    Register p = s.p();
    Register g = s.gradient(o.maximize(), o.weightDecay());
    Register sum = s.state(0);
    if (s.step() == 1) {
      sum.fill(o.initialAccumulatorValue());
    }
    sum.addcmul(g, g, 1);
    p.addcdiv(g, s.temp(0).set(sum).sqrt().add(o.eps()), -stepSize);
  }
}
