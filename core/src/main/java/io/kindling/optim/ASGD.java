package io.kindling.optim;

import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * Averaged stochastic gradient descent (Polyak and Juditsky 1992); {@code torch.optim.ASGD}.
 * Besides the parameters it keeps their average {@code ax}:
 *
 * <pre>
 * p = p * (1 - lambd * eta) - eta * g
 * ax = ax + mu * (p - ax)
 * eta = lr / (1 + lambd * lr * t)^alpha;  mu = 1 / max(1, t - t0)
 * </pre>
 */
public final class ASGD extends Optimizer {
  private static final List<String> STATE = List.of("ax");
  private static final List<String> NUMBERS = List.of("eta", "mu");

  private Options o;
  private double eta;
  private double mu;

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param lr learning rate
   * @param lambd decay
   * @param alpha power of the fall of eta
   * @param t0 step at which averaging begins
   * @param weightDecay L2 penalty
   * @param maximize whether to go up the gradient
   */
  public record Options(
      double lr, double lambd, double alpha, double t0, double weightDecay, boolean maximize)
      implements OptimizerOptions {

    /** PyTorch's checks. */
    public Options {
      Require.finite("ASGD", "lr", lr);
      Require.notNegative("ASGD", "weightDecay", weightDecay);
    }

    @Override
    public Options lr(double value) {
      return new Options(value, lambd, alpha, t0, weightDecay, maximize);
    }

    public Options lambd(double value) {
      return new Options(lr, value, alpha, t0, weightDecay, maximize);
    }

    public Options alpha(double value) {
      return new Options(lr, lambd, value, t0, weightDecay, maximize);
    }

    public Options t0(double value) {
      return new Options(lr, lambd, alpha, value, weightDecay, maximize);
    }

    public Options weightDecay(double value) {
      return new Options(lr, lambd, alpha, t0, value, maximize);
    }

    public Options maximize(boolean value) {
      return new Options(lr, lambd, alpha, t0, weightDecay, value);
    }

    @Override
    public ASGD create(List<Tensor> parameters) {
      return new ASGD(List.of(new ParameterGroup(parameters, this)));
    }

    @Override
    public ASGD createGroups(List<ParameterGroup> groups) {
      return new ASGD(groups);
    }
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-2, 1e-4, 0.75, 1e6, 0, false);
  }

  /** For groups with {@link Options} of their own. */
  public ASGD(List<ParameterGroup> groups) {
    super(groups, Options.class, STATE);
  }

  /** PyTorch keeps eta and mu as tensors of the default type. */
  private static double rounded(Segment s, double value) {
    return s.dtype() == DType.FLOAT32 ? (float) value : value;
  }

  @Override
  protected List<String> numberNames() {
    return NUMBERS;
  }

  @Override
  protected void begin(Segment s, OptimizerOptions options, int pass) {
    o = (Options) options;
    long t = s.step();
    eta = t == 1 ? rounded(s, o.lr()) : s.number(0);
    mu = t == 1 ? 1 : s.number(1);
    s.setNumber(0, rounded(s, o.lr() / Math.pow(1 + o.lambd() * o.lr() * t, o.alpha())));
    s.setNumber(1, rounded(s, 1 / Math.max(1, t - o.t0())));
  }

  @Override
  protected void update(Segment s, int pass) {
    Register p = s.p();
    Register g = s.gradient(o.maximize(), o.weightDecay());
    p.mul(1 - o.lambd() * eta).add(g, -eta);
    Register average = s.state(0);
    if (mu == 1) {
      average.set(p);
    } else {
      average.add(s.temp(0).set(p).add(average, -1).mul(mu), 1);
    }
  }
}
