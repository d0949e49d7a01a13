package io.kindling.examples.bench;

import io.kindling.data.ImageShape;
import io.kindling.data.Normalization;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.kernel.Parallel;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Module;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.optim.SGD;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import io.kindling.tensor.Workspace;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Trains on one partition alone, as if there were no others: what no strategy can beat. */
final class SoloTraining implements FlatMapFunction<Iterator<SampleBlock>, double[]> {
  private static final long serialVersionUID = 1L;

  private final ScalingBenchmark.Network network;
  private final int batchSize;
  private final int warmUp;
  private final int steps;

  SoloTraining(ScalingBenchmark.Network network, int batchSize, int warmUp, int steps) {
    this.network = network;
    this.batchSize = batchSize;
    this.warmUp = warmUp;
    this.steps = steps;
  }

  /** The seconds of each step after the warm-up. */
  @Override
  public Iterator<double[]> call(Iterator<SampleBlock> blocks) {
    try (var threads = Parallel.scope(TaskContext.get().cpus())) {
      return Collections.singleton(train(blocks.next())).iterator();
    }
  }

  private double[] train(SampleBlock block) {
    SampleTransform transform = SampleTransform.of(Normalization.CIFAR10);
    Module model = network.create();
    FlatParameters flat = FlatParameters.of(model);
    var optimizer = SGD.options().lr(0.01).momentum(0.9).create(flat.parameters());
    var loss = new CrossEntropyLoss();
    var workspace = new Workspace();
    ImageShape shape = block.shape();
    float[] images = new float[batchSize * shape.size()];
    double[] seconds = new double[steps];
    for (int step = -warmUp; step < steps; step++) {
      long start = System.nanoTime();
      long[] labels = new long[batchSize];
      for (int i = 0; i < batchSize; i++) {
        int row = Math.floorMod(step * batchSize + i, block.size());
        transform.write(block, row, 0, images, i * shape.size());
        labels[i] = block.label(row);
      }
      flat.zeroGradients();
      Tensor input =
          Tensors.wrap(images, batchSize, shape.channels(), shape.height(), shape.width());
      try (Workspace.Step memory = workspace.step()) {
        Tensor output = loss.call(model.call(input), Tensors.wrap(labels, batchSize));
        output.backward();
        if (!Double.isFinite(output.item())) {
          throw new IllegalStateException("the loss of step " + step + " is not finite");
        }
      }
      optimizer.step();
      if (step >= 0) {
        seconds[step] = (System.nanoTime() - start) * 1e-9;
      }
    }
    return seconds;
  }
}
