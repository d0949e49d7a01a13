package io.kindling.optim;

import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * RMSprop (Hinton 2012), plain, centered (Graves 2013) or with momentum; {@code
 * torch.optim.RMSprop}:
 *
 * <pre>
 * v = alpha * v + (1 - alpha) * g^2
 * a = alpha * a + (1 - alpha) * g                        (centered)
 * d = sqrt(centered ? v - a^2 : v) + eps
 * b = momentum * b + g / d;  p = p - lr * b              (without momentum: p = p - lr * g / d)
 * </pre>
 */
public final class RMSprop extends Optimizer {
  private static final List<String> PLAIN = List.of("square_avg");
  private static final List<String> CENTERED = List.of("square_avg", "grad_avg");
  private static final List<String> MOMENTUM = List.of("square_avg", "momentum_buffer");
  private static final List<String> BOTH = List.of("square_avg", "grad_avg", "momentum_buffer");

  private Options o;

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param lr learning rate
   * @param alpha decay of the running averages
   * @param eps added to the denominator
   * @param weightDecay L2 penalty
   * @param momentum share of the last step that is kept
   * @param centered whether to divide by the variance
   * @param maximize whether to go up the gradient
   */
  public record Options(
      double lr,
      double alpha,
      double eps,
      double weightDecay,
      double momentum,
      boolean centered,
      boolean maximize)
      implements CommonOptions<Options>, MomentumOptions<Options> {

    /** PyTorch's checks. */
    public Options {
      Require.common("RMSprop", lr, eps, weightDecay);
      Require.notNegative("RMSprop", "alpha", alpha);
      Require.notNegative("RMSprop", "momentum", momentum);
    }

    @Override
    public Options lr(double value) {
      return new Options(value, alpha, eps, weightDecay, momentum, centered, maximize);
    }

    public Options alpha(double value) {
      return new Options(lr, value, eps, weightDecay, momentum, centered, maximize);
    }

    @Override
    public Options momentum(double value) {
      return new Options(lr, alpha, eps, weightDecay, value, centered, maximize);
    }

    public Options centered(boolean value) {
      return new Options(lr, alpha, eps, weightDecay, momentum, value, maximize);
    }

    @Override
    public RMSprop create(List<Tensor> parameters) {
      return new RMSprop(List.of(new ParameterGroup(parameters, this)));
    }

    @Override
    public RMSprop createGroups(List<ParameterGroup> groups) {
      return new RMSprop(groups);
    }
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-2, 0.99, 1e-8, 0, 0, false, false);
  }

  /** For groups with {@link Options} of their own. */
  public RMSprop(List<ParameterGroup> groups) {
    super(groups, Options.class);
  }

  @Override
  protected List<String> stateNames(OptimizerOptions options) {
    Options chosen = (Options) options;
    if (chosen.momentum() > 0) {
      return chosen.centered() ? BOTH : MOMENTUM;
    }
    return chosen.centered() ? CENTERED : PLAIN;
  }

  @Override
  protected void begin(Segment s, OptimizerOptions options, int pass) {
    o = (Options) options;
  }

  @Override
  protected void update(Segment s, int pass) {
    Register p = s.p();
    Register g = s.gradient(o.maximize(), o.weightDecay());
    Register square = s.state(0).mul(o.alpha()).addcmul(g, g, 1 - o.alpha());
    Register root = s.temp(0).set(square);
    if (o.centered()) {
      Register average = s.state(1).lerp(g, 1 - o.alpha());
      root.addcmul(average, average, -1);
    }
    root.sqrt().add(o.eps());
    if (o.momentum() > 0) {
      Register buffer = s.state(o.centered() ? 2 : 1).mul(o.momentum()).addcdiv(g, root, 1);
      p.add(buffer, -o.lr());
    } else {
      p.addcdiv(g, root, -o.lr());
    }
  }
}
