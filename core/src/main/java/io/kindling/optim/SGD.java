package io.kindling.optim;

import io.kindling.kernel.Kernels;
import io.kindling.kernel.PointwiseKernels;
import io.kindling.kernel.PointwiseKernels.Unary;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.OptionalDouble;

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
      implements OptimizerOptions {

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
    public OptionalDouble cycledMomentum() {
      return OptionalDouble.of(momentum);
    }

    @Override
    public Options cycledMomentum(double value) {
      return momentum(value);
    }

    @Override
    public SGD create(List<Tensor> parameters) {
      return new SGD(List.of(new ParameterGroup(parameters, this)));
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
    PointwiseKernels kernels = Kernels.active().pointwise();
    for (int from = 0; from < s.count; from += Register.CAPACITY) {
      updatePart(s, kernels, from, Math.min(Register.CAPACITY, s.count - from));
    }
    return true;
  }

  private void updatePart(Segment s, PointwiseKernels kernels, int from, int n) {
    float[] p = s.values.floats();
    int at = s.valuesAt + from;
    float[] g = s.gradients.floats();
    int gAt = s.gradientsAt + from;
    float[] temp = ((FloatRegister) s.temp(0)).array();
    if (o.maximize()) {
      kernels.unary(Unary.NEG, n, g, gAt, temp, 0);
      g = temp;
      gAt = 0;
    }
    if (o.weightDecay() != 0) {
      kernels.combine(n, 1f, g, gAt, (float) o.weightDecay(), p, at, temp, 0);
      g = temp;
      gAt = 0;
    }
    if (o.momentum() != 0) {
      float momentum = (float) o.momentum();
      float[] buffer = s.arrays[0].floats();
      int bAt = s.stateAt + from;
      if (s.step() == 1) {
        System.arraycopy(g, gAt, buffer, bAt, n);
      } else {
        float rate = (float) (1 - o.dampening());
        kernels.combine(n, momentum, buffer, bAt, rate, g, gAt, buffer, bAt);
      }
      if (o.nesterov()) {
        kernels.combine(n, 1f, g, gAt, momentum, buffer, bAt, temp, 0);
        g = temp;
        gAt = 0;
      } else {
        g = buffer;
        gAt = bAt;
      }
    }
    kernels.combine(n, 1f, p, at, (float) -o.lr(), g, gAt, p, at);
  }

  @Override
  protected void update(Segment s, int pass) {
    Register p = s.p();
    Register g = s.g();
    if (o.maximize()) {
      g.negate();
    }
    if (o.weightDecay() != 0) {
      g.add(p, o.weightDecay());
    }
    if (o.momentum() != 0) {
      Register buffer = s.state(0);
      if (s.step() == 1) {
        buffer.set(g);
      } else {
        buffer.mul(o.momentum()).add(g, 1 - o.dampening());
      }
      if (o.nesterov()) {
        g.add(buffer, o.momentum());
      } else {
        g.set(buffer);
      }
    }
    p.add(g, -o.lr());
  }
}
