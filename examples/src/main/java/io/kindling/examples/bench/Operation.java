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
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * What training does between convolutions: operations on float32 matrices of n rows and columns.
 */
public enum Operation {
  ADD(two(Tensor::add)),
  MUL(two(Tensor::mul)),
  DIV(two(Tensor::div)),
  ADD_ROW(n -> withRow(n, Tensor::add)),
  MUL_COLUMN(n -> withColumn(n, Tensor::mul)),
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
  MSE_LOSS(n -> loss(new MSELoss(), n, Tensors.randn(n, n))),
  CROSS_ENTROPY_LOSS(n -> loss(new CrossEntropyLoss(), n, Tensors.randint(0, n, n))),
  SGD_STEP(n -> optimizer(SGD.options().momentum(0.9), n)),
  ADAM_STEP(n -> optimizer(Adam.options(), n)),
  ADAMW_STEP(n -> optimizer(AdamW.options(), n));

  private final IntFunction<Runnable> factory;

  Operation(IntFunction<Runnable> factory) {
    this.factory = factory;
  }

  /** The operation on operands made now. */
  Runnable create(int n) {
    return factory.apply(n);
  }

  private static IntFunction<Runnable> one(UnaryOperator<Tensor> f) {
    return n -> {
      Tensor x = Tensors.rand(n, n);
      return withoutGradients(() -> f.apply(x));
    };
  }

  private static IntFunction<Runnable> two(BinaryOperator<Tensor> f) {
    return n -> pair(Tensors.rand(n, n), Tensors.rand(n, n), f);
  }

  private static Runnable withRow(int n, BinaryOperator<Tensor> f) {
    return pair(Tensors.rand(n, n), Tensors.rand(n), f);
  }

  private static Runnable withColumn(int n, BinaryOperator<Tensor> f) {
    return pair(Tensors.rand(n, n), Tensors.rand(n, 1), f);
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

  private static Runnable loss(Loss criterion, int n, Tensor target) {
    Tensor x = Tensors.randn(n, n).requiresGrad_();
    return () -> {
      x.setGrad(null);
      criterion.call(x, target).backward();
    };
  }

  private static Runnable optimizer(OptimizerFactory options, int n) {
    Tensor x = Tensors.randn(n, n).requiresGrad_();
    x.setGrad(Tensors.randn(n, n));
    return options.create(List.of(x))::step;
  }

  /** As the PyTorch script calls it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
