package io.kindling.spark.worker;

import io.kindling.autograd.GradMode;
import io.kindling.data.EpochShare;
import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import io.kindling.kernel.Parallel;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Module;
import io.kindling.random.Generator;
import io.kindling.spark.worker.BatchAssembler.Batch;
import io.kindling.spark.worker.BatchAssembler.Pass;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Workspace;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's copy of the model, and forward and backward over one partition's share of a batch.
 *
 * <p>All state that a step depends on is given with it, so that any replica of the run gives the
 * same bits for the same step and partition. Not thread-safe.
 */
public final class Replica {
  private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

  /** Keeps dropout's numbers apart from those that other code draws from the seed. */
  private static final long STREAMS_PER_STEP = 1L << 24;

  private final TrainingProgram program;
  private final Module module;
  private final SampleLoss loss;
  private final FlatParameters flat;
  private final Workspace workspace = new Workspace();
  private BatchAssembler assembler;
  private BatchAssembler spare;
  private Prepared prepared;
  private Following following;
  private IntConsumer whenComplete;
  private boolean watched;

  /**
   * A batch that is put together before its step, and what for.
   *
   * @param assembler that has its samples
   * @param batch done, or under way on another thread
   */
  private record Prepared(
      SampleBlock block,
      EpochShare share,
      long step,
      BatchAssembler assembler,
      Supplier<Batch> batch) {
    boolean isOf(long itsStep, SampleBlock itsBlock, EpochShare itsShare) {
      return step == itsStep && block == itsBlock && share == itsShare;
    }
  }

  /** Takes the program's module for its own. */
  public Replica(TrainingProgram program) {
    this.program = program;
    this.module = program.module();
    this.loss = new SampleLoss(program.loss());
    this.flat = FlatParameters.of(module);
    this.assembler = new BatchAssembler(program);
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
   * Says what the next call that takes samples will be of: where the task has more than one core,
   * its batch is put together on a helper thread while this step computes.
   */
  public void announce(long step, SampleBlock block, EpochShare share) {
    following = new Following(step, block, share);
  }

  /** What has been announced. */
  private record Following(long step, SampleBlock block, EpochShare share) {}

  /**
   * Puts the first batch of a step to come together, while nothing else can be done, unless that is
   * under way already. It must be of the next call that takes samples; any other drops it.
   */
  public void prepare(long step, SampleBlock block, EpochShare share) {
    if (prepared != null && prepared.isOf(step, block, share)) {
      return;
    }
    drop();
    int[] rows = share.rows(program.stepInEpoch(step));
    Batch batch = assembler.batch(pass(step, block), rows, 0, firstEnd(step, block, share));
    prepared = new Prepared(block, share, step, assembler, () -> batch);
  }

  /** Partners of mixed samples may be anywhere in the share. */
  private int firstEnd(long step, SampleBlock block, EpochShare share) {
    int size = share.size(program.stepInEpoch(step));
    return program.mixing().mixes()
        ? size
        : assembler.passEnd(pass(step, block), 0, program.limits().passEnd(0, size));
  }

  private Pass pass(long step, SampleBlock block) {
    return new Pass(block, program.transform(), program.epoch(step), program.stepInEpoch(step));
  }

  /** Begins what was announced, in a place of its own. */
  private void prepareAside() {
    Following next = following;
    following = null;
    if (next == null || Parallel.threads() == 1) {
      return;
    }
    if (spare == null) {
      spare = new BatchAssembler(program);
    }
    BatchAssembler aside = spare;
    int[] rows = next.share.rows(program.stepInEpoch(next.step));
    int to = firstEnd(next.step, next.block, next.share);
    Pass pass = pass(next.step, next.block);
    Supplier<Batch> batch = Helpers.begin(() -> aside.batch(pass, rows, 0, to));
    prepared = new Prepared(next.block, next.share, next.step, aside, batch);
  }

  private Batch takePrepared(long step, SampleBlock block, EpochShare share) {
    if (prepared == null || !prepared.isOf(step, block, share)) {
      drop();
      return null;
    }
    Prepared ready = prepared;
    prepared = null;
    Batch batch = ready.batch.get();
    if (ready.assembler == spare) {
      spare = assembler;
      assembler = ready.assembler;
    }
    return batch;
  }

  /** What is prepared is not wanted; nobody writes to its place any more then. */
  private void drop() {
    Prepared unwanted = prepared;
    prepared = null;
    if (unwanted != null) {
      try {
        unwanted.batch.get();
      } catch (RuntimeException e) {
        // Whoever needs that batch makes it again, and meets the same error.
        LOG.debug("a batch that nobody wants could not be put together: {}", e.toString());
      }
    }
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
    Pass pass = pass(step, block);
    int[] rows = share.rows(inEpoch);
    Evaluation sums = Evaluation.none();
    flat.zeroGradients();
    module.train();
    long stream = (step + 1) * STREAMS_PER_STEP + partition;
    Batch first = takePrepared(step, block, share);
    boolean mixes = program.mixing().mixes() && samples > 0;
    Batch whole = !mixes ? null : first != null ? first : assembler.batch(pass, rows, 0, samples);
    try (var random = Generator.use(new Generator(program.seed(), stream))) {
      // With batch norm over all workers, who has no samples takes part with an empty batch.
      boolean takesPart = samples == 0 && program.syncBatchNorm();
      for (int from = 0, to; from < samples || takesPart; from = to, takesPart = false) {
        to = assembler.passEnd(pass, from, program.limits().passEnd(from, samples));
        if (program.syncBatchNorm() && to - from < samples) {
          throw severalPasses(samples, to - from);
        }
        Batch batch =
            mixes
                ? whole.part(from, to)
                : from == 0 && first != null ? first : assembler.batch(pass, rows, from, to);
        if (to == samples) {
          prepareAside(); // not before, so that transforms are never used by two threads at once
        }
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

  /** Of sparse vectors; the limits of the program are looked at before. */
  private static IllegalArgumentException severalPasses(int samples, int most) {
    return new IllegalArgumentException(
        "batch norm over all workers (syncBatchNorm) wants a worker's share of a batch in one pass,"
            + " but of the "
            + samples
            + " samples here at most "
            + most
            + " of so many features go through the model at once; use a smaller batch, more"
            + " partitions, or no syncBatchNorm");
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
    following = null;
    drop();
    Module judged = program.evaluation().model(module);
    try (var scope = GradMode.noGrad()) {
      for (int from = 0, to; from < block.size(); from = to) {
        int most = Math.min(block.size() - from, program.limits().evaluation());
        to = assembler.passEnd(pass, from, from + most);
        Batch batch = assembler.batch(pass, null, from, to);
        try (Workspace.Step memory = workspace.step()) {
          Tensor output = judged.call(batch.input());
          Tensor sum = loss.sum(output, batch.target(), batch.weights());
          sums = sums.plus(judge(sum, output, batch));
        }
      }
    }
    return sums;
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
