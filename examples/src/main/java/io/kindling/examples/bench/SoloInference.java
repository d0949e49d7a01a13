package io.kindling.examples.bench;

import io.kindling.autograd.GradMode;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.kernel.Parallel;
import io.kindling.nn.Module;
import io.kindling.spark.worker.JavaBytes;
import io.kindling.spark.worker.Replica;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import io.kindling.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The network alone, one copy for each thread and no Spark: what no stage can beat. */
final class SoloInference {
  private final Module network;
  private final SampleTransform transform;

  /** Batches of images, decoded before or when they are asked for; safe for several threads. */
  interface Batches {
    SampleBlock get(int batch);
  }

  SoloInference(Module network, SampleTransform transform) {
    this.network = network;
    this.transform = transform;
  }

  /** Seconds for the first {@code count} batches on so many threads. */
  double seconds(Batches batches, int count, int threads) throws Exception {
    List<Callable<Double>> shares = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int from = count * t / threads;
      int to = count * (t + 1) / threads;
      Module own = JavaBytes.copy(network, Module.class, "the network");
      shares.add(() -> score(own, batches, from, to));
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long start = System.nanoTime();
      for (Future<Double> share : pool.invokeAll(shares)) {
        if (!Double.isFinite(share.get())) {
          throw new IllegalStateException("the outputs are not finite");
        }
      }
      return (System.nanoTime() - start) * 1e-9;
    } finally {
      pool.shutdown();
    }
  }

  private double score(Module own, Batches batches, int from, int to) {
    Workspace workspace = new Workspace();
    float[] input = new float[0];
    double sum = 0;
    try (var threads = Parallel.scope(1);
        var scope = GradMode.noGrad()) {
      for (int batch = from; batch < to; batch++) {
        SampleBlock images = batches.get(batch);
        int n = images.size();
        int stride = images.shape().size();
        input = input.length == n * stride ? input : new float[n * stride];
        for (int i = 0; i < n; i++) {
          transform.write(images, i, 0, input, i * stride);
        }
        int[] shape = Replica.inputShape(n, images.shape()).toArray();
        try (Workspace.Step memory = workspace.step()) {
          Tensor outputs = own.call(Tensors.wrap(input, shape));
          for (float value : outputs.toFloatArray()) {
            sum += value;
          }
        }
      }
    }
    return sum;
  }
}
