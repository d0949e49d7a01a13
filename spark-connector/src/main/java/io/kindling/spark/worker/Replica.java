package io.kindling.spark.worker;

import io.kindling.autograd.GradMode;
import io.kindling.data.BatchMemory;
import io.kindling.data.EpochShare;
import io.kindling.data.ImageBuffer;
import io.kindling.data.ImageShape;
import io.kindling.data.MixedBatch;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.data.SparseBatch;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Module;
import io.kindling.random.Generator;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import io.kindling.tensor.Workspace;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * One worker's copy of the model, and forward and backward over one partition's share of a batch.
 *
 * <p>All state that a step depends on is given with it, so that any replica of the run gives the
 * same bits for the same step and partition. Not thread-safe.
 */
public final class Replica {
  /** Keeps dropout's numbers apart from those that other code draws from the seed. */
  private static final long STREAMS_PER_STEP = 1L << 24;

  private final TrainingProgram program;
  private final Module module;
  private final SampleLoss loss;
  private final FlatParameters flat;
  private final Workspace workspace = new Workspace();
  private final ImageBuffer image = new ImageBuffer();
  private float[] input = new float[0];
  private final SparseBatch sparse = new SparseBatch();
  private Prepared prepared;
  private IntConsumer whenComplete;
  private boolean watched;

  /**
   * What a pass over some samples is for: where they are and how they are seen.
   *
   * @param step of the epoch, by which samples are mixed; -1 in evaluation
   */
  private record Pass(SampleBlock block, SampleTransform transform, long epoch, int step) {}

  /** A batch that was assembled before its step, and what it was assembled for. */
  private record Prepared(SampleBlock block, EpochShare share, long step, Batch batch) {}

  /**
   * The samples of one pass as the model takes them.
   *
   * @param classes by which outputs are counted as right; the target itself unless mixed
   */
  private record Batch(Tensor input, Tensor target, Tensor classes, float[] weights) {
    /** Some of the samples. */
    Batch part(int from, int to) {
      int n = to - from;
      return n == input.size(0)
          ? this
          : new Batch(
              input.narrow(0, from, n),
              target.narrow(0, from, n),
              classes.narrow(0, from, n),
              weights == null ? null : Arrays.copyOfRange(weights, from, to));
    }
  }

  /** Takes the program's module for its own. */
  public Replica(TrainingProgram program) {
    this.program = program;
    this.module = program.module();
    this.loss = new SampleLoss(program.loss());
    this.flat = FlatParameters.of(module);
  }

  /** The parameters and gradients of this replica. */
  public FlatParameters flat() {
    return flat;
  }

  /** Memory that is kept from step to step for what the network computes. */
  public long workspaceBytes() {
    return Float.BYTES * workspace.size();
  }

  /** The model itself. */
  public Module module() {
    return module;
  }

  /** Takes over the values of a {@link ModelState} as bytes. */
  public void load(byte[] state) {
    ModelState.decodeInto(state, module, flat);
  }

  /**
   * Forward and backward over the share of {@code partition} in step {@code step}, with the values
   * loaded before.
   *
   * @param step number of the step in the run, from 0
   * @param share this partition's part of the step's epoch
   * @return the contribution; its gradient is a copy
   */
  public Contribution train(long step, int partition, SampleBlock block, EpochShare share) {
    int inEpoch = program.stepInEpoch(step);
    int samples = share.size(inEpoch);
    if (samples == 0) {
      return Contribution.empty();
    }
    long begin = System.nanoTime();
    Evaluation sums = accumulate(step, partition, block, share);
    double[] buffers = weightedBuffers(samples);
    double seconds = (System.nanoTime() - begin) * 1e-9;
    return new Contribution(flat.gradients().clone(), buffers, sums, seconds);
  }

  /**
   * Assembles the first batch of a step to come, while nothing else can be done. It must be of the
   * next call that takes samples; any other drops it.
   */
  public void prepare(long step, SampleBlock block, EpochShare share) {
    int inEpoch = program.stepInEpoch(step);
    int size = share.size(inEpoch);
    // Partners may be anywhere in the share.
    Pass pass = new Pass(block, program.transform(), program.epoch(step), inEpoch);
    int to = program.mixing().mixes() ? size : passEnd(pass, 0, program.limits().passEnd(0, size));
    prepared = new Prepared(block, share, step, batch(pass, share.rows(inEpoch), 0, to));
  }

  private Batch takePrepared(long step, SampleBlock block, EpochShare share) {
    Prepared ready = prepared;
    prepared = null;
    boolean fits =
        ready != null && ready.step == step && ready.block == block && ready.share == share;
    return fits ? ready.batch : null;
  }

  /**
   * As {@link #train}, but the gradient of the summed loss stays in {@link #flat}, which holds
   * nothing else then: zeros, when the share is empty.
   *
   * @return the sums over the share
   */
  public Evaluation accumulate(long step, int partition, SampleBlock block, EpochShare share) {
    return accumulate(step, partition, block, share, null);
  }

  /**
   * {@link #accumulate(long, int, SampleBlock, EpochShare)} that tells when a gradient is complete:
   * nothing is added to it in this step any more, while backward goes on with those of earlier
   * layers. A parameter that no gradient reaches is not told of.
   *
   * @param complete given the parameter's place in {@link FlatParameters#parameters()}, in the last
   *     pass over the share; null to be told nothing
   */
  public Evaluation accumulate(
      long step, int partition, SampleBlock block, EpochShare share, IntConsumer complete) {
    int inEpoch = program.stepInEpoch(step);
    int samples = share.size(inEpoch);
    Pass pass = new Pass(block, program.transform(), program.epoch(step), inEpoch);
    int[] rows = share.rows(inEpoch);
    Evaluation sums = Evaluation.none();
    flat.zeroGradients();
    module.train();
    long stream = (step + 1) * STREAMS_PER_STEP + partition;
    Batch first = takePrepared(step, block, share);
    boolean mixes = program.mixing().mixes() && samples > 0;
    Batch whole = !mixes ? null : first != null ? first : batch(pass, rows, 0, samples);
    try (var random = Generator.use(new Generator(program.seed(), stream))) {
      for (int from = 0, to; from < samples; from = to) {
        to = passEnd(pass, from, program.limits().passEnd(from, samples));
        Batch batch =
            mixes
                ? whole.part(from, to)
                : from == 0 && first != null ? first : batch(pass, rows, from, to);
        try (Workspace.Step memory = workspace.step()) {
          Tensor output = module.call(batch.input());
          Tensor sum = loss.sum(output, batch.target(), batch.weights());
          backward(sum, to == samples ? complete : null);
          sums = sums.plus(judge(sum, output, batch));
        }
      }
    }
    return sums;
  }

  private void backward(Tensor sum, IntConsumer complete) {
    if (complete != null && !watched) {
      watch();
    }
    whenComplete = complete;
    try {
      sum.backward();
    } finally {
      whenComplete = null;
    }
  }

  private void watch() {
    watched = true;
    for (int i = 0; i < flat.parameters().size(); i++) {
      Tensor parameter = flat.parameters().get(i);
      int index = i;
      if (parameter.requiresGrad()) {
        parameter.registerPostAccumulateGradHook(
            p -> {
              if (whenComplete != null) {
                whenComplete.accept(index);
              }
            });
      }
    }
  }

  /** The model's buffers, each times {@code samples}. */
  public double[] weightedBuffers(long samples) {
    double[] buffers = ModelState.readBuffers(module.buffers());
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] *= samples;
    }
    return buffers;
  }

  /** Judges all samples of a block, in evaluation mode, with the values loaded before. */
  public Evaluation evaluate(SampleBlock block) {
    Evaluation sums = Evaluation.none();
    Pass pass = new Pass(block, program.evaluation().transform(), 0, -1);
    prepared = null;
    Module judged = program.evaluation().model(module);
    try (var scope = GradMode.noGrad()) {
      for (int from = 0, to; from < block.size(); from = to) {
        int most = Math.min(block.size() - from, program.limits().evaluation());
        to = passEnd(pass, from, from + most);
        Batch batch = batch(pass, null, from, to);
        try (Workspace.Step memory = workspace.step()) {
          Tensor output = judged.call(batch.input());
          Tensor sum = loss.sum(output, batch.target(), batch.weights());
          sums = sums.plus(judge(sum, output, batch));
        }
      }
    }
    return sums;
  }

  private Batch batch(Pass pass, int[] rows, int from, int to) {
    SampleBlock block = pass.block();
    ImageShape sample = pass.transform().outputShape(block.shape());
    int stride = sample.size();
    int n = to - from;
    boolean keepsZeros = !isSparse(pass);
    if (keepsZeros) {
      input = BatchMemory.of(input, n, sample);
    }
    int width = block.targetWidth();
    long[] labels = new long[width == 0 ? n : 0];
    float[] targets = new float[n * width];
    float[] weights = block.weighted() ? new float[n] : null;
    for (int i = 0; i < n; i++) {
      int row = rows == null ? from + i : rows[from + i];
      if (keepsZeros) {
        pass.transform().write(block, row, pass.epoch(), image, input, i * stride);
      }
      if (width == 0) {
        labels[i] = block.label(row);
      } else {
        block.target(row, targets, i * width);
      }
      if (weights != null) {
        weights[i] = block.weight(row);
      }
    }
    Tensor images =
        keepsZeros
            ? dense(inputShape(n, sample))
            : sparse.of(block, pass.transform(), n, i -> rows == null ? from + i : rows[from + i]);
    Tensor target = width == 0 ? Tensors.wrap(labels, n) : Tensors.wrap(targets, n, width);
    Batch batch = new Batch(images, target, target, weights);
    return pass.step() >= 0 && program.mixing().mixes()
        ? mixed(batch, pass, sample, rows, width == 0 ? oneHot(labels) : targets)
        : batch;
  }

  private Tensor dense(Shape shape) {
    return Tensor.strided(Storage.of(input), shape, shape.contiguousStrides(), 0);
  }

  /** Whether samples of a pass reach the model without their zeros. */
  private boolean isSparse(Pass pass) {
    boolean mixes = pass.step() >= 0 && program.mixing().mixes();
    return !mixes && SparseBatch.takes(pass.block(), pass.transform());
  }

  /** Where a pass ends that begins at {@code from}: a sparse batch has a most. */
  private int passEnd(Pass pass, int from, int end) {
    return isSparse(pass)
        ? (int) Math.min(end, (long) from + SparseBatch.most(pass.block().shape()))
        : end;
  }

  /** A whole share, mixed in place. */
  private Batch mixed(Batch batch, Pass pass, ImageShape sample, int[] rows, float[] targets) {
    TrainingProgram.Mixing mixing = program.mixing();
    int n = batch.input().size(0);
    long[] indices = new long[n];
    for (int i = 0; i < n; i++) {
      indices[i] = pass.block().firstIndex() + rows[i];
    }
    int size = program.sampler().batchSize(pass.step());
    MixedBatch mixed = new MixedBatch(sample, mixing.width(), indices, input, targets, size);
    mixing.transform().apply(mixed, pass.transform().seed(), pass.epoch(), pass.step());
    Tensor target = Tensors.wrap(targets, n, mixing.width());
    Tensor classes = batch.target().dtype() == DType.INT64 ? target.argmax(1) : target;
    return new Batch(batch.input(), target, classes, batch.weights());
  }

  private float[] oneHot(long[] labels) {
    int width = program.mixing().width();
    float[] targets = new float[labels.length * width];
    for (int i = 0; i < labels.length; i++) {
      targets[i * width + (int) labels[i]] = 1;
    }
    return targets;
  }

  /** The shape a model gets: (N, C, H, W) for images, (N, L) for plain vectors. */
  public static Shape inputShape(int n, ImageShape sample) {
    return sample.channels() == 1 && sample.height() == 1
        ? Shape.of(n, sample.width())
        : Shape.of(n, sample.channels(), sample.height(), sample.width());
  }

  private Evaluation judge(Tensor lossSum, Tensor output, Batch batch) {
    double weight = loss.divisor(output, batch.target(), batch.weights());
    long correct = SampleLoss.correct(output, batch.classes());
    return new Evaluation(lossSum.item(), weight, batch.target().size(0), correct);
  }
}
