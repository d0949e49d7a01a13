package io.kindling.optim;

import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * Stochastic gradient descent; {@code torch.optim.SGD}. With gradient g, parameter p, buffer b:
 *
 * <pre>
 * g = g + weightDecay * p
 * b = momentum * b + (1 - dampening) * g      (b = g at the first step)
 * p = p - lr * (nesterov ? g + momentum * b : b)
 * </pre>
 */
public final class SGD extends Optimizer {
  private static final List<String> STATE = List.of("momentum_buffer");

  private final Vectors.InPlace inPlace = new Vectors.InPlace();
  private final Vectors.InRegisters inRegisters = new Vectors.InRegisters();
  private Options o;

  /**
   * The options; each one-argument method gives a changed copy.
   *
   * @param lr learning rate
   * @param momentum share of the last step that is kept
   * @param dampening share of the gradient that does not enter the buffer
   * @param weightDecay L2 penalty
   * @param nesterov whether to look ahead along the momentum
   * @param maximize whether to go up the gradient
   */
  public record Options(
      double lr,
      double momentum,
      double dampening,
      double weightDecay,
      boolean nesterov,
      boolean maximize)
      implements MomentumOptions<Options> {

    /** PyTorch's checks. */
    public Options {
      Require.finite("SGD", "lr", lr);
      Require.notNegative("SGD", "momentum", momentum);
      Require.notNegative("SGD", "weightDecay", weightDecay);
      if (nesterov && (momentum <= 0 || dampening != 0)) {
        throw new IllegalArgumentException(
            "SGD: Nesterov momentum requires a momentum and zero dampening");
      }
    }

    @Override
    public Options lr(double value) {
      return new Options(value, momentum, dampening, weightDecay, nesterov, maximize);
    }

    @Override
    public Options momentum(double value) {
      return new Options(lr, value, dampening, weightDecay, nesterov, maximize);
    }

    public Options dampening(double value) {
      return new Options(lr, momentum, value, weightDecay, nesterov, maximize);
    }

    public Options weightDecay(double value) {
      return new Options(lr, momentum, dampening, value, nesterov, maximize);
    }

    public Options nesterov(boolean value) {
      return new Options(lr, momentum, dampening, weightDecay, value, maximize);
    }

    public Options maximize(boolean value) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, value);
    }

    @Override
    public SGD create(List<Tensor> parameters) {
      return new SGD(List.of(new ParameterGroup(parameters, this)));
    }

    @Override
    public SGD createGroups(List<ParameterGroup> groups) {
      return new SGD(groups);
    }
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-3, 0, 0, 0, false, false);
  }

  /** For groups with {@link Options} of their own. */
  public SGD(List<ParameterGroup> groups) {
    super(groups, Options.class);
  }

  @Override
  protected List<String> stateNames(OptimizerOptions options) {
    return ((Options) options).momentum() == 0 ? List.of() : STATE;
  }

  @Override
  protected void begin(Segment s, OptimizerOptions options, int pass) {
    o = (Options) options;
  }

  /** As {@link #update}, with the same roundings, but each part of the arrays is read once. */
  @Override
  boolean updateWhole(Segment s) {
    if (s.dtype() != DType.FLOAT32) {
      return false;
    }
    o = (Options) s.options;
    for (int from = 0; from < s.count; from += Register.CAPACITY) {
      int n = Math.min(Register.CAPACITY, s.count - from);
      update(inPlace.of(s, from, n), s.step() == 1);
    }
    return true;
  }

  @Override
  protected void update(Segment s, int pass) {
    update(inRegisters.of(s), s.step() == 1);
  }

  private void update(Vectors v, boolean first) {
    int g = Vectors.GRADIENTS;
    if (o.maximize()) {
      v.negate(g, Vectors.TEMP);
      g = Vectors.TEMP;
    }
    if (o.weightDecay() != 0) {
      v.combine(1, g, o.weightDecay(), Vectors.PARAMETERS, Vectors.TEMP);
      g = Vectors.TEMP;
    }
    if (o.momentum() != 0) {
      if (first) {
        v.copy(g, Vectors.STATE);
      } else {
        v.combine(o.momentum(), Vectors.STATE, 1 - o.dampening(), g, Vectors.STATE);
      }
      if (o.nesterov()) {
        v.combine(1, g, o.momentum(), Vectors.STATE, Vectors.TEMP);
        g = Vectors.TEMP;
      } else {
        g = Vectors.STATE;
      }
    }
    v.combine(1, Vectors.PARAMETERS, -o.lr(), g, Vectors.PARAMETERS);
  }
}
