package io.kindling.optim;

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
  private final Options options;
  private final Tensor[] buffers;
  private double learningRate;

  /** The settings; each method gives a changed copy. */
  public record Options(
      double lr, double momentum, double dampening, double weightDecay, boolean nesterov)
      implements OptimizerFactory {

    /** PyTorch's checks. */
    public Options {
      if (!(lr >= 0) || !(momentum >= 0) || !(weightDecay >= 0)) {
        throw new IllegalArgumentException(
            "SGD: learning rate, momentum and weight decay must not be negative, got "
                + lr
                + ", "
                + momentum
                + ", "
                + weightDecay);
      }
      if (nesterov && (momentum <= 0 || dampening != 0)) {
        throw new IllegalArgumentException(
            "Nesterov momentum requires a momentum and zero dampening");
      }
    }

    public Options lr(double value) {
      return new Options(value, momentum, dampening, weightDecay, nesterov);
    }

    public Options momentum(double value) {
      return new Options(lr, value, dampening, weightDecay, nesterov);
    }

    public Options dampening(double value) {
      return new Options(lr, momentum, value, weightDecay, nesterov);
    }

    public Options weightDecay(double value) {
      return new Options(lr, momentum, dampening, value, nesterov);
    }

    public Options nesterov(boolean value) {
      return new Options(lr, momentum, dampening, weightDecay, value);
    }

    @Override
    public SGD create(List<Tensor> parameters) {
      return new SGD(parameters, this);
    }
  }

  /** lr 0.001, everything else off: PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-3, 0, 0, 0, false);
  }

  public SGD(List<Tensor> parameters, Options options) {
    super(parameters);
    this.options = options;
    this.buffers = new Tensor[parameters.size()];
    this.learningRate = options.lr();
  }

  @Override
  protected void update(int index, Tensor parameter, Tensor gradient) {
    Tensor direction = gradient.detach();
    if (options.weightDecay() != 0) {
      direction = direction.add(parameter.mul(options.weightDecay()));
    }
    if (options.momentum() != 0) {
      Tensor buffer = buffers[index];
      if (buffer == null) {
        buffer = direction.clone();
        buffers[index] = buffer;
      } else {
        buffer.mul_(options.momentum()).add_(direction, 1 - options.dampening());
      }
      direction = options.nesterov() ? direction.add(buffer.mul(options.momentum())) : buffer;
    }
    parameter.add_(direction, -learningRate);
  }

  @Override
  public double learningRate() {
    return learningRate;
  }

  @Override
  public void setLearningRate(double value) {
    learningRate = value;
  }
}
