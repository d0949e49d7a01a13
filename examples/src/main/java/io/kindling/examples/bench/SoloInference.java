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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The network alone on images in memory, one copy for each thread: what no stage can beat. */
final class SoloInference {
  private final Module network;
  private final SampleTransform transform;
  private final int batch;

  SoloInference(Module network, SampleTransform transform, int batch) {
    this.network = network;
    this.transform = transform;
    this.batch = batch;
  }

  /** Seconds for all images on so many threads. */
  double seconds(SampleBlock images, int threads) throws Exception {
    List<Callable<Double>> shares = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int from = (int) ((long) images.size() * t / threads);
      int to = (int) ((long) images.size() * (t + 1) / threads);
      Module own = JavaBytes.copy(network, Module.class, "the network");
      shares.add(() -> score(own, images, from, to));
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

  private double score(Module own, SampleBlock images, int from, int to) {
    int stride = images.shape().size();
    float[] input = new float[batch * stride];
    Workspace workspace = new Workspace();
    double sum = 0;
    try (var threads = Parallel.scope(1);
        var scope = GradMode.noGrad()) {
      for (int at = from; at < to; at += batch) {
        int n = Math.min(batch, to - at);
        for (int i = 0; i < n; i++) {
          transform.write(images, at + i, 0, input, i * stride);
        }
        int[] shape = Replica.inputShape(n, images.shape()).toArray();
        float[] rows = n == batch ? input : Arrays.copyOf(input, n * stride);
        try (Workspace.Step memory = workspace.step()) {
          Tensor outputs = own.call(Tensors.wrap(rows, shape));
          for (float value : outputs.toFloatArray()) {
            sum += value;
          }
        }
      }
    }
    return sum;
  }
}
