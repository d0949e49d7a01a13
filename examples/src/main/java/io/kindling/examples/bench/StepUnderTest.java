package io.kindling.examples.bench;

import io.kindling.autograd.GradMode;
import io.kindling.examples.CifarModel;
import io.kindling.kernel.Parallel;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Module;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.nn.loss.Loss;
import io.kindling.optim.Optimizer;
import io.kindling.optim.SGD;
import io.kindling.random.Generator;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import io.kindling.tensor.Workspace;

/** One model with its optimizer and a batch, whose training or inference step is timed. */
final class StepUnderTest {
  private final boolean train;
  private final Module model;
  private final FlatParameters flat;
  private final Optimizer optimizer;
  private final Loss loss = new CrossEntropyLoss();
  private final Workspace workspace = new Workspace();
  private final Tensor x;
  private final Tensor y;

  StepUnderTest(String name, boolean train, int batch) {
    Generator.manualSeed(0);
    this.train = train;
    this.model = CifarModel.named(name).create();
    this.model.train(train);
    this.flat = FlatParameters.of(model);
    this.optimizer = SGD.options().lr(0.001).create(flat.parameters());
    this.x = Tensors.randn(batch, 3, 32, 32);
    this.y = Tensors.randint(0, 10, batch);
  }

  /** Median seconds of a step on {@code threads} threads, over about {@code seconds} seconds. */
  double measure(int threads, double seconds) {
    try (Parallel.Scope scope = Parallel.scope(threads)) {
      return Repetitions.median(this::run, seconds);
    }
  }

  /** One step. */
  void run() {
    try (Workspace.Step step = workspace.step()) {
      if (train) {
        flat.zeroGradients();
        loss.call(model.call(x), y).backward();
        optimizer.step();
      } else {
        try (GradMode.Scope scope = GradMode.noGrad()) {
          model.call(x);
        }
      }
    }
  }
}
