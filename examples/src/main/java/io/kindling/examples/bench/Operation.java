package io.kindling.examples.bench;

import io.kindling.autograd.GradMode;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.MSELoss;
import io.kindling.optim.Adam;
import io.kindling.optim.AdamW;
import io.kindling.optim.OptimizerFactory;
import io.kindling.optim.SGD;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * What training does between convolutions: operations on float32 matrices of n rows and m columns.
 */
public enum Operation {
  ADD(two(Tensor::add)),
  MUL(two(Tensor::mul)),
  DIV(two(Tensor::div)),
  ADD_ROW((n, m) -> withRow(n, m, Tensor::add)),
  MUL_COLUMN((n, m) -> withColumn(n, m, Tensor::mul)),
  MUL_SCALAR(one(x -> x.mul(1.5))),
  RELU(one(Tensor::relu)),
  SQRT(one(x -> x.sqrt())),
  EXP(one(Tensor::exp)),
  SIGMOID(one(Tensor::sigmoid)),
  TANH(one(Tensor::tanh)),
  SUM(one(Tensor::sum)),
  SUM_OF_ROWS(one(x -> x.sum(false, 1))),
  SUM_OF_COLUMNS(one(x -> x.sum(false, 0))),
  MAX(one(Tensor::max)),
  MSE_LOSS((n, m) -> loss(new MSELoss(), n, m, Tensors.randn(n, m))),
  CROSS_ENTROPY_LOSS((n, m) -> loss(new CrossEntropyLoss(), n, m, Tensors.randint(0, m, n))),
  SGD_STEP((n, m) -> optimizer(SGD.options().momentum(0.9), n, m)),
  ADAM_STEP((n, m) -> optimizer(Adam.options(), n, m)),
  ADAMW_STEP((n, m) -> optimizer(AdamW.options(), n, m));

  private final Factory factory;

  /** Makes operands of n rows and m columns, and what is done with them. */
  private interface Factory {
    Runnable create(int n, int m);
  }

  Operation(Factory factory) {
    this.factory = factory;
  }

  /** The operation on operands made now. */
  Runnable create(int n, int m) {
    return factory.create(n, m);
  }

  /** The operation that the table calls {@code name}. */
  static Operation of(String name) {
    for (Operation operation : values()) {
      if (operation.toString().equals(name)) {
        return operation;
      }
    }
    throw new IllegalArgumentException(
        "no operation is called '" + name + "'; there are " + List.of(values()));
  }

  private static Factory one(UnaryOperator<Tensor> f) {
    return (n, m) -> {
      Tensor x = Tensors.rand(n, m);
      return withoutGradients(() -> f.apply(x));
    };
  }

  private static Factory two(BinaryOperator<Tensor> f) {
    return (n, m) -> pair(Tensors.rand(n, m), Tensors.rand(n, m), f);
  }

  private static Runnable withRow(int n, int m, BinaryOperator<Tensor> f) {
    return pair(Tensors.rand(n, m), Tensors.rand(m), f);
  }

  private static Runnable withColumn(int n, int m, BinaryOperator<Tensor> f) {
    return pair(Tensors.rand(n, m), Tensors.rand(n, 1), f);
  }

  private static Runnable pair(Tensor x, Tensor y, BinaryOperator<Tensor> f) {
    return withoutGradients(() -> f.apply(x, y));
  }

  private static Runnable withoutGradients(Runnable body) {
    return () -> {
      try (GradMode.Scope scope = GradMode.noGrad()) {
        body.run();
      }
    };
  }

  private static Runnable loss(Loss criterion, int n, int m, Tensor target) {
    Tensor x = Tensors.randn(n, m).requiresGrad_();
    return () -> {
      x.setGrad(null);
      criterion.call(x, target).backward();
    };
  }

  private static Runnable optimizer(OptimizerFactory options, int n, int m) {
    Tensor x = Tensors.randn(n, m).requiresGrad_();
    x.setGrad(Tensors.randn(n, m));
    return options.create(List.of(x))::step;
  }

  /** As the PyTorch script calls it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
