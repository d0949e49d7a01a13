package io.kindling.optim;

import io.kindling.tensor.DType;
import io.kindling.tensor.Storage;

/**
 * Elements that are updated in one go: one parameter, or several that lie side by side in one
 * array, with gradients and state side by side too and the same step count. An {@link Optimizer}
 * sees it first as a whole, then block by block through its registers.
 */
public final class Segment {
  private final DType dtype;
  private final Register p;
  private final Register g;
  private final Register[] state;
  private final Register[] temp;

  OptimizerOptions options;
  long step;
  double[][] numbers;
  Storage[] arrays;
  Storage values;
  Storage gradients;
  int valuesAt;
  int gradientsAt;
  int stateAt;
  int count;
  int firstParameter;
  int parameterCount;

  Segment(DType dtype, int states) {
    this.dtype = dtype;
    this.p = Register.of(dtype);
    this.g = Register.of(dtype);
    this.state = registers(states);
    this.temp = registers(3);
    this.arrays = new Storage[states];
  }

  private Register[] registers(int n) {
    Register[] registers = new Register[n];
    for (int i = 0; i < n; i++) {
      registers[i] = Register.of(dtype);
    }
    return registers;
  }

  /** Steps taken, this one included: 1 at the first. */
  public long step() {
    return step;
  }

  public DType dtype() {
    return dtype;
  }

  /** The parameters. */
  public Register p() {
    return p;
  }

  /** The gradients; changing them here does not change the gradient tensors. */
  public Register g() {
    return g;
  }

  /**
   * The gradients, negated to go up, with the L2 penalty {@code weightDecay * p} added; {@link #g}
   * is these from then on.
   */
  public Register gradient(boolean maximize, double weightDecay) {
    if (maximize) {
      g.negate();
    }
    if (weightDecay != 0) {
      g.add(p, weightDecay);
    }
    return g;
  }

  /**
   * {@link #gradient(boolean, double)}, or with decoupled weight decay, which shrinks the parameter
   * itself: {@code p = p (1 - lr * weightDecay)} (Loshchilov and Hutter 2019).
   */
  public Register gradient(boolean maximize, double weightDecay, boolean decoupled, double lr) {
    if (decoupled && weightDecay != 0) {
      p.mul(1 - lr * weightDecay);
    }
    return gradient(maximize, decoupled ? 0 : weightDecay);
  }

  /** State number {@code i}, in the order of {@link Optimizer#stateNames}. */
  public Register state(int i) {
    return state[i];
  }

  /** Room for intermediate results; there are three. */
  public Register temp(int i) {
    return temp[i];
  }

  /** The per-parameter number {@code i}, in the order of {@link Optimizer#numberNames}. */
  public double number(int i) {
    return numbers[i][firstParameter];
  }

  /** Sets the per-parameter number {@code i}, for every parameter of this segment. */
  public void setNumber(int i, double value) {
    for (int k = firstParameter; k < firstParameter + parameterCount; k++) {
      numbers[i][k] = value;
    }
  }

  void load(int from, int n) {
    p.load(values, valuesAt + from, n);
    g.load(gradients, gradientsAt + from, n);
    for (int i = 0; i < arrays.length; i++) {
      state[i].load(arrays[i], stateAt + from, n);
    }
  }

  void store(int from) {
    p.store(values, valuesAt + from);
    for (int i = 0; i < arrays.length; i++) {
      state[i].store(arrays[i], stateAt + from);
    }
  }
}
