package io.kindling.spark;

import io.kindling.data.BatchTransform;
import io.kindling.data.Normalization;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.nn.Module;
import io.kindling.nn.functional.Reduction;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.nn.loss.Loss;
import io.kindling.optim.OptimizerFactory;
import io.kindling.optim.SGD;
import io.kindling.optim.schedule.ScheduleFactory;
import io.kindling.spark.TrainerSettings.Batches;
import io.kindling.spark.TrainerSettings.Data;
import io.kindling.spark.TrainerSettings.Faults;
import io.kindling.spark.TrainerSettings.Schedule;
import io.kindling.spark.TrainerSettings.Training;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.checkpoint.CheckpointConfig;
import io.kindling.spark.data.DistributedSamples;
import io.kindling.spark.data.TrainerData;
import io.kindling.spark.internals.RunningSpark;
import io.kindling.spark.worker.LearningRateSchedule;
import io.kindling.spark.worker.TrainingProgram.BatchLimits;
import io.kindling.spark.worker.TrainingProgram.Judging;
import io.kindling.spark.worker.TrainingProgram.UpdateRules;
import io.kindling.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.api.java.JavaRDD;

/**
 * Trains a model by synchronous SGD on data spread over Spark's partitions.
 *
 * <pre>{@code
 * TrainingResult result =
 *     DistributedTrainer.builder()
 *         .model(CifarCnn.create())
 *         .optimizer(SGD.options().lr(0.01).momentum(0.9))
 *         .transform(SampleTransform.of(Normalization.CIFAR10))
 *         .trainingData(train)
 *         .evaluationData(test)
 *         .batchSize(128)
 *         .epochs(2)
 *         .build()
 *         .fit();
 * }</pre>
 *
 * <p>Each partition is a worker. A step is the same computation as a step of SGD on one machine
 * over the union of the workers' shares of the global batch: gradients of the summed loss are added
 * and divided once by the number of samples. The global batches do not depend on the number of
 * partitions; the additions are made in a fixed order, so that the same seed and the same
 * partitioning give bitwise the same parameters on any number of executors.
 *
 * <p>Two things do depend on the partitioning, as they do in PyTorch's DistributedDataParallel:
 * batch norm normalizes each worker's share by the share's own statistics, unless {@link
 * Builder#syncBatchNorm} is told, and dropout draws numbers per worker. After each step running
 * statistics, and all other buffers, become the average over the workers, weighted by their
 * samples: running variances then are the mean of the shares' own, without what the shares' means
 * differ by. A model that cannot train on a single sample, as one with {@code BatchNorm1d}, never
 * gets a share of one: a few samples move to the worker beside where that is needed. A batch of one
 * is refused before training begins.
 *
 * <p>Every block must hold the same samples each time it is decoded, or training ends with {@link
 * TrainingFailedException} when one was lost and came back otherwise.
 *
 * <p>The model that is handed in is copied and never changed. Immutable; {@link #fit()} may be
 * called again and does the same again.
 */
public final class DistributedTrainer {
  private final TrainerSettings settings;

  private DistributedTrainer(TrainerSettings settings) {
    this.settings = settings;
  }

  /** A builder; model and training data must be given, all else has a default. */
  public static Builder builder() {
    RunningSpark.check();
    return new Builder();
  }

  /**
   * Trains.
   *
   * @throws io.kindling.data.DataException when the data cannot be used
   * @throws IllegalArgumentException when model, loss and data do not fit together
   * @throws TrainingDivergedException when the loss is no longer finite
   * @throws TrainingFailedException when a step has failed as often as Spark's configuration
   *     allows, the model or the loss have thrown on a worker, or training was cancelled: its job,
   *     by an interrupt of this thread, which stays interrupted, or with the context
   * @throws io.kindling.spark.checkpoint.CheckpointException when the folder for checkpoints cannot
   *     be used, or belongs to another run
   */
  public TrainingResult fit() {
    return new TrainingRun(settings).run();
  }

  /** Collects the settings of a trainer; each method returns the builder. */
  public static final class Builder {
    private Module model;
    private Loss loss = new CrossEntropyLoss();
    private OptimizerFactory optimizer = SGD.options();
    private LearningRateSchedule schedule = LearningRateSchedule.CONSTANT;
    private TrainerData trainingData;
    private TrainerData evaluationData;
    private SampleTransform transform = SampleTransform.of(Normalization.NONE);
    private SampleTransform evaluationTransform;
    private boolean testTimeFlip;
    private BatchTransform mix;
    private int batchSize = 128;
    private boolean shuffle = true;
    private boolean dropLast;
    private int epochs = 1;
    private OptionalLong maxSteps = OptionalLong.empty();
    private long seed;
    private int microBatchSize = Integer.MAX_VALUE;
    private int accumulate = 1;
    private boolean syncBatchNorm;
    private UpdateRules update = UpdateRules.NONE;
    private int evaluationBatchSize = 256;
    private int evaluateEvery = 1;
    private AllReduce allReduce = AllReduce.tree();
    private CheckpointConfig checkpoint;
    private boolean resume;
    private String name = "training";
    private List<String> classNames = List.of();
    private final List<TrainingListener> listeners = new ArrayList<>();

    private Builder() {}

    /** The model to train, with its initial parameters (float32); it is copied, not changed. */
    public Builder model(Module value) {
      model = Objects.requireNonNull(value, "model");
      return this;
    }

    /**
     * The loss; cross entropy unless told. With reduction MEAN the gradient of a step is that of
     * the mean over the global batch, with SUM that of the sum; losses are reported as means either
     * way.
     *
     * @throws IllegalArgumentException when its reduction is NONE
     */
    public Builder loss(Loss value) {
      Objects.requireNonNull(value, "loss");
      if (value.reduction() == Reduction.NONE) {
        throw new IllegalArgumentException(
            "DistributedTrainer: a loss with reduction NONE is not one number to minimize; use"
                + " MEAN or SUM");
      }
      loss = value;
      return this;
    }

    /**
     * The update rule and its settings; {@link SGD#options()} unless told.
     *
     * @throws IllegalArgumentException when the optimizer refuses them
     */
    public Builder optimizer(OptimizerFactory value) {
      Objects.requireNonNull(value, "optimizer");
      value.create(List.of(Tensors.zeros(1).requiresGrad_())); // tried on one number
      optimizer = value;
      return this;
    }

    /**
     * How learning rates change from epoch to epoch, as {@code StepLR.options(30)}; not at all
     * unless told. A schedule that looks at progress sees the latest loss on the evaluation data,
     * or the epoch's training loss when there is none.
     */
    public Builder schedule(ScheduleFactory value) {
      Objects.requireNonNull(value, "schedule");
      schedule = new LearningRateSchedule(value, LearningRateSchedule.Unit.EPOCH);
      return this;
    }

    /** {@link #schedule} that counts steps instead of epochs, as {@code OneCycleLR}. */
    public Builder scheduleBySteps(ScheduleFactory value) {
      Objects.requireNonNull(value, "schedule");
      schedule = new LearningRateSchedule(value, LearningRateSchedule.Unit.STEP);
      return this;
    }

    /** The data to train on. */
    public Builder trainingData(DistributedSamples samples) {
      trainingData = TrainerData.of("training data", samples);
      return this;
    }

    /**
     * The data to train on: at most one block per partition, numbered in the order of the
     * partitions. Should be cached, and be the same each time they are computed.
     */
    public Builder trainingData(JavaRDD<SampleBlock> blocks) {
      trainingData = TrainerData.of("training data", blocks);
      return this;
    }

    /** The data to judge the model on after epochs; none unless told. */
    public Builder evaluationData(DistributedSamples samples) {
      evaluationData = TrainerData.of("evaluation data", samples);
      return this;
    }

    /** {@link #evaluationData(DistributedSamples)} as blocks, as in training. */
    public Builder evaluationData(JavaRDD<SampleBlock> blocks) {
      evaluationData = TrainerData.of("evaluation data", blocks);
      return this;
    }

    /** Normalization and augmentation of training samples; bytes become 0..1 unless told. */
    public Builder transform(SampleTransform value) {
      transform = Objects.requireNonNull(value, "transform");
      return this;
    }

    /** The same for evaluation; that of training without what is random in it unless told. */
    public Builder evaluationTransform(SampleTransform value) {
      evaluationTransform = Objects.requireNonNull(value, "evaluation transform");
      return this;
    }

    /**
     * Whether evaluation takes the mean of the outputs for an image and for its mirror image (left
     * and right exchanged; airbench's tta_level 1), which costs two forward passes; false unless
     * told. The model that comes out is the plain one: {@link io.kindling.nn.TestTimeFlip} does the
     * same with it.
     */
    public Builder testTimeFlip(boolean value) {
      testTimeFlip = value;
      return this;
    }

    /**
     * Mixes the samples of each batch with one another in training, as {@code new MixUp(0.2)} or
     * {@code Transforms.parseBatch("cutMix(1)")}; their targets become probabilities of the
     * classes, which the loss must take. Drawn by the transform's seed, epoch and step, so that all
     * workers and every retry mix alike; partners are of the same worker ({@link BatchTransform}).
     * Right is counted what is the most likely class of a mixed sample. None unless told.
     */
    public Builder mix(BatchTransform value) {
      mix = Objects.requireNonNull(value, "mix");
      return this;
    }

    /** Samples per step over all workers, at least 1; 128 unless told. */
    public Builder batchSize(int value) {
      batchSize = atLeast(1, value, "the batch size");
      return this;
    }

    /** Whether each epoch visits the samples in another order; true unless told. */
    public Builder shuffle(boolean value) {
      shuffle = value;
      return this;
    }

    /** Whether the short last batch of an epoch is left out; false unless told. */
    public Builder dropLast(boolean value) {
      dropLast = value;
      return this;
    }

    /** Passes over the data, at least 1; 1 unless told. */
    public Builder epochs(int value) {
      epochs = atLeast(1, value, "the number of epochs");
      return this;
    }

    /** Ends training after so many steps, at least 1, if the epochs have not ended it before. */
    public Builder maxSteps(long value) {
      if (value < 1 || value > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "DistributedTrainer: max steps must be in 1..2147483647, got " + value);
      }
      maxSteps = OptionalLong.of(value);
      return this;
    }

    /** Key of shuffles and of random operations in the model; 0 unless told. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Most samples that go through the model at once on a worker; a larger share is done in several
     * passes whose gradients add up, in less memory. For a model that cannot train on a single
     * sample no pass has fewer than two, and one of two may have three. No limit unless told.
     */
    public Builder microBatchSize(int value) {
      microBatchSize = atLeast(1, value, "the micro-batch size");
      return this;
    }

    /**
     * Gradient accumulation: a worker puts its share of each batch through the model in so many
     * passes of about equal size, whose gradients add up to one update. A batch that does not fit
     * into memory at once then does, and the update is the same but for rounding (and batch norm,
     * which normalizes each pass by itself). 1 unless told.
     */
    public Builder accumulate(int passes) {
      accumulate = atLeast(1, passes, "the number of passes to accumulate");
      return this;
    }

    /**
     * Whether the batch norms of the model see the whole batch: while training they normalize by
     * mean and variance over all workers' shares, whose sums the workers exchange in forward and in
     * backward ({@code torch.nn.SyncBatchNorm}); false unless told. Needs workers that exchange
     * inside a step: all-reduce resident, sharded or auto.
     *
     * <p>The sums are taken in float64 in the order of the workers, the same on each, so that a run
     * has the same bits under every such strategy, on any number of executors and after a lost one.
     * With other numbers of partitions, one among them, it is the same computation but for
     * rounding. The gradient is then summed after backward, not meanwhile. A worker's share of a
     * batch goes through the model at once; sparse vectors of which that many do not are refused.
     */
    public Builder syncBatchNorm(boolean value) {
      syncBatchNorm = value;
      return this;
    }

    /**
     * Gradient clipping: a batch's mean gradient g is multiplied by min(1, maxNorm / (|g| + 1e-6)),
     * where |g| is the Euclidean norm over all parameters ({@code torch.nn.utils.clip_grad_norm_}).
     * The norm is exact, so every strategy gives the same bits. Under local SGD each worker clips
     * its own gradients. No limit unless told.
     */
    public Builder clipGradientNorm(double maxNorm) {
      if (!(maxNorm > 0)) {
        throw new IllegalArgumentException(
            "DistributedTrainer: the greatest norm of a gradient must be positive, got " + maxNorm);
      }
      update = update.withMaxGradientNorm(maxNorm);
      return this;
    }

    /**
     * Whether biases, the weights of normalization layers and all other parameters of one dimension
     * have no weight decay, as timm's {@code filter_bias_and_bn}; false unless told. They are then
     * the second parameter group of the optimizer.
     */
    public Builder filterBiasAndBn(boolean filter) {
      update = update.withFilterBiasAndBn(filter);
      return this;
    }

    /**
     * Judges the model by an exponential moving average of its weights and buffers, and ends with
     * it: after each step the average a becomes {@code a + (1 - decay) (p - a)}, the first one
     * copies ({@link io.kindling.nn.AveragedModel#ema}). None unless told, and for 0. The last good
     * model of a run that diverges has the weights themselves.
     *
     * @throws IllegalArgumentException when the decay is not in 0..1
     */
    public Builder modelEmaDecay(double decay) {
      if (!(decay >= 0 && decay < 1)) {
        throw new IllegalArgumentException(
            "DistributedTrainer: the decay of the averaged weights must be at least 0 and below 1,"
                + " as 0.999, got "
                + decay);
      }
      update = update.withAverageDecay(decay);
      return this;
    }

    /** Most samples that go through the model at once in evaluation; 256 unless told. */
    public Builder evaluationBatchSize(int value) {
      evaluationBatchSize = atLeast(1, value, "the evaluation batch size");
      return this;
    }

    /** Evaluates after every so many epochs, and after the last one; 1 unless told. */
    public Builder evaluateEvery(int value) {
      evaluateEvery = atLeast(1, value, "the number of epochs between evaluations");
      return this;
    }

    /** How gradients are summed; {@link AllReduce#tree()} unless told. */
    public Builder allReduce(AllReduce value) {
      allReduce = Objects.requireNonNull(value, "all-reduce");
      return this;
    }

    /** Where and when to leave checkpoints; none unless told. */
    public Builder checkpoint(CheckpointConfig value) {
      checkpoint = Objects.requireNonNull(value, "checkpoint");
      return this;
    }

    /**
     * Whether to go on from the newest whole checkpoint in the folder, or to begin if there is none
     * yet; false unless told. A resumed run gives the bits of one that was never stopped. Model,
     * loss, optimizer, schedule, data, batch size and seed must be those of the checkpoint; another
     * number of partitions is the same computation but for rounding, and logs a warning.
     */
    public Builder resume(boolean value) {
      resume = value;
      return this;
    }

    /** What people call the run, in Spark's pages and wherever it is shown. */
    public Builder name(String value) {
      name = Objects.requireNonNull(value, "name");
      return this;
    }

    /** What people call the classes, by their numbers; shown instead of these. */
    public Builder classNames(List<String> value) {
      classNames = List.copyOf(value);
      return this;
    }

    /**
     * Told of the run as it goes, beside those that were given before and those that Spark's
     * configuration names ({@code spark.kindling.listeners}).
     */
    public Builder listener(TrainingListener value) {
      listeners.add(Objects.requireNonNull(value, "listener"));
      return this;
    }

    /**
     * The trainer.
     *
     * @throws IllegalArgumentException when model or training data are missing
     */
    public DistributedTrainer build() {
      if (model == null || trainingData == null) {
        throw new IllegalArgumentException(
            "DistributedTrainer: "
                + (model == null ? "a model" : "training data")
                + " must be given; call "
                + (model == null ? "model(...)" : "trainingData(...)"));
      }
      if (resume && checkpoint == null) {
        throw new IllegalArgumentException(
            "DistributedTrainer: to resume, a folder with checkpoints must be given; call"
                + " checkpoint(...)");
      }
      update.check(optimizer);
      if (update.averageDecay() > 0 && allReduce.localSteps() > 1) {
        throw new IllegalArgumentException(
            "DistributedTrainer: with local steps each worker has weights of its own, of which no"
                + " average can be kept; use all-reduce resident, sharded or tree, or no"
                + " modelEmaDecay");
      }
      if (syncBatchNorm) {
        checkSyncBatchNorm();
      }
      return new DistributedTrainer(
          new TrainerSettings(
              new Training(model, loss, optimizer, schedule, update, syncBatchNorm),
              data(),
              new Batches(batchSize, shuffle, dropLast, seed, limits()),
              new Schedule(epochs, maxSteps, evaluateEvery),
              new Faults(Optional.ofNullable(checkpoint), resume),
              allReduce,
              name,
              classNames,
              List.copyOf(listeners)));
    }

    private void checkSyncBatchNorm() {
      if (allReduce.localSteps() > 1) {
        throw new IllegalArgumentException(
            "DistributedTrainer: with local steps workers do not wait for each other inside a step,"
                + " as syncBatchNorm does; use one local step, or no syncBatchNorm");
      }
      if (passSize() < batchSize) {
        throw new IllegalArgumentException(
            "DistributedTrainer: syncBatchNorm normalizes a batch as a whole, but accumulate or"
                + " microBatchSize cut it into passes of "
                + passSize()
                + " samples a worker; leave them out, with smaller batches, or use no"
                + " syncBatchNorm");
      }
    }

    private Data data() {
      SampleTransform evaluating =
          evaluationTransform == null ? transform.forEvaluation() : evaluationTransform;
      return new Data(
          trainingData,
          Optional.ofNullable(evaluationData),
          transform,
          new Judging(evaluating, testTimeFlip),
          Optional.ofNullable(mix));
    }

    private BatchLimits limits() {
      return new BatchLimits(passSize(), evaluationBatchSize);
    }

    /** Samples of one pass: of an even share's part, or fewer if told. */
    private int passSize() {
      if (accumulate == 1) {
        return microBatchSize;
      }
      int workers = trainingData.blocks().getNumPartitions();
      int share = (batchSize + workers - 1) / workers;
      return Math.min(microBatchSize, Math.max(1, (share + accumulate - 1) / accumulate));
    }

    private static int atLeast(int least, int value, String what) {
      if (value < least) {
        throw new IllegalArgumentException(
            "DistributedTrainer: " + what + " must be at least " + least + ", got " + value);
      }
      return value;
    }
  }
}
