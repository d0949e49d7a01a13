package io.kindling.spark.ml;

import io.kindling.autograd.GradMode;
import io.kindling.data.BatchMemory;
import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.data.SparseBatch;
import io.kindling.nn.Module;
import io.kindling.spark.data.SampleForm;
import io.kindling.spark.worker.JavaBytes;
import io.kindling.spark.worker.Replica;
import io.kindling.tensor.OutOfHeapException;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Workspace;
import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.Queue;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * A network that scores samples on an executor. Not thread-safe: each task borrows one from the
 * pool of its broadcast, so that a network is unpacked once for each core and not for each task.
 */
final class Scorer {
  // Keyed by the very array that the broadcast holds: when it goes, the scorers go.
  private static final Map<byte[], Queue<Scorer>> IDLE =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final Program program;
  private final Workspace workspace = new Workspace();
  private final ImageBuffer image = new ImageBuffer();
  private final SparseBatch sparse = new SparseBatch();
  private float[] input = new float[0];

  /**
   * What is broadcast.
   *
   * @param module the network as it scores, in evaluation mode
   * @param transform from sample to input
   * @param form of the samples
   */
  record Program(Module module, SampleTransform transform, SampleForm form)
      implements Serializable {}

  private Scorer(Program program) {
    this.program = program;
  }

  /** Runs {@code work} with a scorer that nobody else uses meanwhile. */
  static <T> T use(byte[] program, Function<Scorer, T> work) {
    Queue<Scorer> idle = IDLE.computeIfAbsent(program, p -> new ConcurrentLinkedQueue<>());
    Scorer scorer = idle.poll();
    if (scorer == null) {
      scorer = new Scorer(JavaBytes.read(program, Program.class));
    }
    T result = work.apply(scorer);
    idle.add(scorer);
    return result;
  }

  /** Form of the samples. */
  SampleForm form() {
    return program.form();
  }

  /**
   * The network's outputs for all samples of a block at once, sample after sample.
   *
   * @throws OutOfHeapException when the heap does not suffice
   */
  float[] score(SampleBlock block) {
    try {
      return outputs(block);
    } catch (OutOfMemoryError e) {
      throw OutOfHeapException.of(
          "scoring " + block.size() + " rows of " + block.shape() + " at once",
          (long) Float.BYTES * block.size() * block.shape().size(),
          "use a smaller scoringBatchSize or fewer tasks an executor",
          e);
    }
  }

  private float[] outputs(SampleBlock block) {
    if (SparseBatch.takes(block, program.transform())) {
      return sparseOutputs(block);
    }
    int n = block.size();
    ImageShape sample = program.transform().outputShape(block.shape());
    int stride = sample.size();
    input = BatchMemory.of(input, n, sample);
    for (int row = 0; row < n; row++) {
      program.transform().write(block, row, 0, image, input, row * stride);
    }
    Shape shape = Replica.inputShape(n, sample);
    try (var scope = GradMode.noGrad();
        Workspace.Step memory = workspace.step()) {
      Tensor x = Tensor.strided(Storage.of(input), shape, shape.contiguousStrides(), 0);
      return program.module().call(x).toFloatArray();
    }
  }

  private float[] sparseOutputs(SampleBlock block) {
    int n = block.size();
    int most = SparseBatch.most(block.shape());
    float[] outputs = null;
    for (int from = 0, to; from < n; from = to) {
      to = (int) Math.min(n, (long) from + most);
      int first = from;
      try (var scope = GradMode.noGrad();
          Workspace.Step memory = workspace.step()) {
        Tensor x = sparse.of(block, program.transform(), to - from, i -> first + i);
        float[] some = program.module().call(x).toFloatArray();
        int width = some.length / (to - from);
        outputs = outputs == null ? new float[n * width] : outputs;
        System.arraycopy(some, 0, outputs, from * width, some.length);
      }
    }
    return outputs;
  }
}
