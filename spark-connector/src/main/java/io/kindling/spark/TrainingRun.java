package io.kindling.spark;

import io.kindling.data.DataException;
import io.kindling.data.EpochSampler;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.nn.BatchNorm1d;
import io.kindling.nn.BatchNorm2d;
import io.kindling.nn.Module;
import io.kindling.nn.loss.Loss;
import io.kindling.spark.TrainingFailedException.LastGood;
import io.kindling.spark.TrainingFailedException.Where;
import io.kindling.spark.allreduce.Cancellation;
import io.kindling.spark.allreduce.TrainingJob;
import io.kindling.spark.allreduce.TrainingSession;
import io.kindling.spark.checkpoint.CheckpointException;
import io.kindling.spark.checkpoint.RunConfiguration;
import io.kindling.spark.checks.BatchRules;
import io.kindling.spark.checks.MemoryCheck;
import io.kindling.spark.checks.ModelCheck;
import io.kindling.spark.data.DataFailures;
import io.kindling.spark.data.DataSummary;
import io.kindling.spark.data.JobTasks;
import io.kindling.spark.data.RebalancedBlocks;
import io.kindling.spark.data.TrainerData;
import io.kindling.spark.failures.FailureText;
import io.kindling.spark.internals.RowOrder;
import io.kindling.spark.listener.JobDescriptions;
import io.kindling.spark.ui.RunLogger;
import io.kindling.spark.worker.BlockFingerprints;
import io.kindling.spark.worker.DivergedException;
import io.kindling.spark.worker.ModelState;
import io.kindling.spark.worker.TrainingProgram;
import io.kindling.spark.worker.TrainingProgram.BatchLimits;
import io.kindling.spark.worker.TrainingProgram.Mixing;
import io.kindling.tensor.OutOfHeapException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of {@link DistributedTrainer#fit()}: looks at the data, opens what the run needs, lets
 * the {@link EpochLoop} train, and says what came of it.
 */
final class TrainingRun {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);

  /** Parameters, gradients, two moments, and each as it is sent. */
  private static final long COPIES = 8;

  private final TrainerSettings settings;
  private final SparkContext spark;
  private final JobTasks jobs;
  private final String id = "kindling-" + UUID.randomUUID();
  private final long begin = System.nanoTime();
  private final RunLogger logger;
  private final ToldListeners listeners;
  private EpochLoop.Length length;
  private RunJournal journal;
  private JobDescriptions descriptions;

  TrainingRun(TrainerSettings settings) {
    this.settings = settings;
    this.spark = settings.data().training().blocks().context();
    this.jobs = new JobTasks(spark);
    this.logger = new RunLogger(spark, id);
    List<TrainingListener> all = new ArrayList<>();
    all.add(logger);
    all.addAll(settings.listeners());
    all.addAll(ConfiguredListeners.of(spark, settings.listeners()));
    this.listeners = new ToldListeners(all);
  }

  TrainingResult run() {
    try (JobDescriptions described = new JobDescriptions(spark, id)) {
      descriptions = described;
      descriptions.preparation();
      return runAll();
    } catch (Exception e) { // Spark's exceptions are checked, but Scala does not declare them
      listeners.failure(e);
      throw e;
    } finally {
      logger.close();
    }
  }

  private TrainingResult runAll() {
    TrainingFailedException[] ended = new TrainingFailedException[1];
    TrainingResult result =
        DataFailures.rethrow(
            () -> {
              try {
                return jobs.runWhole(this::trainOrTell);
              } catch (TrainingFailedException e) {
                ended[0] = e; // it holds the last good model, whatever has failed
                return null;
              }
            });
    if (ended[0] != null) {
      throw ended[0];
    }
    return result;
  }

  /** Who is cancelled before the first step has a last good model, too. */
  private TrainingResult trainOrTell() {
    try {
      return train();
    } catch (TrainingFailedException | TrainingDivergedException e) {
      throw e;
    } catch (OutOfMemoryError e) {
      throw outOfHeap(e);
    } catch (Exception e) { // Spark's exceptions are checked, but Scala does not declare them
      Optional<String> cancelled =
          listeners.haveThrown(e) ? Optional.empty() : Cancellation.of(e, spark);
      if (cancelled.isEmpty()) {
        throw e;
      }
      boolean interrupted = clearInterrupt(e);
      try {
        LastGood lastGood =
            journal == null
                ? new LastGood(copyOfModel().eval(), 0)
                : lastGood(journal.start().model(), journal.start().step());
        throw failure(cancelled, e, lastGood);
      } finally {
        restore(interrupted);
      }
    }
  }

  private TrainingResult train() {
    warnOfOrder(settings.data().training());
    settings.data().evaluation().ifPresent(TrainingRun::warnOfOrder);
    DataSummary data = settings.data().training().summary();
    Optional<DataSummary> evaluationData = settings.data().evaluation().map(TrainerData::summary);
    Loss loss = settings.training().loss();
    SampleTransform transform = settings.data().transform();
    ModelCheck.fits(copyOfModel(), loss, data, transform);
    evaluationData.ifPresent(
        d -> ModelCheck.fitsEvaluation(copyOfModel(), loss, d, settings.data().judging()));
    EpochSampler sampler = settings.batches().sampler(data.samples());
    int perEpoch = sampler.stepsPerEpoch();
    length = new EpochLoop.Length(perEpoch, settings.schedule().steps(perEpoch));
    Optional<String> refusal =
        BatchRules.refusalOfOne(copyOfModel(), transform.outputShape(data.shape()));
    refusal.ifPresent(text -> BatchRules.refuseOne(text, sampler, length.total()));
    boolean synced = settings.training().syncBatchNorm();
    if (synced) {
      BatchRules.refuseEmptyPartitions(data);
      warnOfNoBatchNorm();
    }
    // Over all workers a share of one sample has statistics.
    boolean byTwo = refusal.isPresent() && !synced;
    try (RebalancedBlocks divided = rebalance(byTwo, sampler, data)) {
      DataSummary there =
          divided.isRebalanced() ? DataSummary.of(divided.blocks(), "training data") : data;
      BatchLimits limits = settings.batches().limits().withLeast(byTwo ? 2 : 1);
      TrainingProgram program =
          settings.program(
              sampler,
              limits,
              mixing(data),
              there.fingerprints(),
              evaluationData.orElse(there).fingerprints());
      return train(divided.blocks(), program, there, evaluationData);
    }
  }

  private void warnOfNoBatchNorm() {
    boolean some =
        settings.training().model().modules().stream()
            .anyMatch(m -> m instanceof BatchNorm1d || m instanceof BatchNorm2d);
    if (!some) {
      LOG.warn("syncBatchNorm changes nothing: the model has no BatchNorm1d or BatchNorm2d");
    }
  }

  private Mixing mixing(DataSummary data) {
    return settings
        .data()
        .mix()
        .map(
            mix ->
                new Mixing(
                    mix,
                    ModelCheck.mixedWidth(
                        copyOfModel(),
                        settings.training().loss(),
                        data,
                        settings.data().transform())))
        .orElse(Mixing.NONE);
  }

  private static void warnOfOrder(TrainerData data) {
    if (data.fingerprints().isEmpty()
        && RowOrder.of(data.blocks().rdd()) == RowOrder.Level.INDETERMINATE) {
      LOG.warn(
          "{}: Spark does not promise the same blocks each time they are computed, as when an"
              + " executor is lost; such a run would end instead of going on with other data. {}",
          data.what(),
          BlockFingerprints.CURE);
    }
  }

  private RebalancedBlocks rebalance(boolean byTwo, EpochSampler sampler, DataSummary data) {
    TrainerData training = settings.data().training();
    JavaRDD<SampleBlock> blocks = training.blocks();
    boolean judged =
        settings.data().evaluation().filter(d -> d.blocks().rdd() == blocks.rdd()).isPresent();
    boolean instead = training.canBeDecodedAgain() && !judged;
    return byTwo
        ? RebalancedBlocks.of(blocks, data.firsts(), sampler, instead, training.inFiles())
        : RebalancedBlocks.asTheyAre(blocks);
  }

  private TrainingResult train(
      JavaRDD<SampleBlock> blocks,
      TrainingProgram program,
      DataSummary data,
      Optional<DataSummary> evaluationData) {
    MemoryCheck.tell(spark, copyOfModel(), program, data.shape(), data.partitions().length);
    JavaSparkContext java = JavaSparkContext.fromSparkContext(spark);
    RunConfiguration configuration = configuration(program, data);
    journal =
        RunJournal.open(
            settings, configuration, data.shape(), length.total(), java.hadoopConfiguration());
    TrainingJob job =
        new TrainingJob(
            java,
            blocks,
            settings.data().evaluation().map(TrainerData::blocks),
            program,
            journal.start());
    listeners.start(description(data, evaluationData, configuration));
    EpochLoop loop =
        new EpochLoop(settings, length, journal, listeners, descriptions, job.kernels());
    try (TrainingSession session = settings.allReduce().open(job)) {
      double preparation = (System.nanoTime() - begin) * 1e-9;
      ModelState state = train(loop, session);
      RunLog log = journal.log();
      TrainingResult result =
          new TrainingResult(
              settings.training().model(state),
              log.losses(),
              log.epochs(),
              log.time(preparation),
              journal.failure(),
              settings.data().training().skipped(),
              logger.endedView());
      listeners.end(result);
      return result;
    }
  }

  private TrainingStart description(
      DataSummary data, Optional<DataSummary> evaluationData, RunConfiguration configuration) {
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("optimizer", settings.training().optimizer().getClass().getSimpleName());
    new TreeMap<>(configuration.values()).forEach((name, value) -> shown.put(name, "" + value));
    return new TrainingStart(
        id,
        settings.name(),
        data.samples(),
        evaluationData.map(DataSummary::samples).orElse(0L),
        data.partitions().length,
        journal.start().model().parameters().length,
        length.perEpoch(),
        journal.start().step(),
        length.total(),
        data.targetWidth() == 0,
        settings.allReduce().name(),
        runData(),
        shown);
  }

  private RunData runData() {
    TrainerSettings.Data data = settings.data();
    return new RunData(
        data.evaluation().orElse(data.training()).blocks(),
        data.evaluation().isPresent(),
        data.judging(),
        settings.training().loss(),
        settings.batches().limits().evaluation(),
        settings.classNames());
  }

  private RunConfiguration configuration(TrainingProgram program, DataSummary data) {
    return RunConfiguration.of(program, data.partitions(), settings.allReduce());
  }

  private ModelState train(EpochLoop loop, TrainingSession session) {
    try {
      loop.run(session);
      return session.state();
    } catch (DivergedException e) {
      throw new TrainingDivergedException(e, settings.training().model(e.lastGood()));
    } catch (Exception e) { // Spark's exceptions are checked, but Scala does not declare them
      boolean badData = journal.log().steps() == 0 && DataException.describe(e).isPresent();
      if (listeners.haveThrown(e) || badData) {
        throw e;
      }
      throw failed(session, e);
    } catch (OutOfMemoryError e) {
      throw failed(session, outOfHeap(e));
    }
  }

  private OutOfHeapException outOfHeap(OutOfMemoryError e) {
    long parameters = journal == null ? 0 : journal.start().model().parameters().length;
    return OutOfHeapException.of(
        "the model with the optimizer's state on the driver, and a copy to send or to save,",
        COPIES * Float.BYTES * parameters,
        "use a smaller model",
        e);
  }

  /** Saves what there is, and says where it stopped. */
  private TrainingFailedException failed(TrainingSession session, Exception cause) {
    Optional<String> cancelled = Cancellation.of(cause, spark);
    boolean interrupted = clearInterrupt(cause); // file systems would refuse to write
    try {
      jobs.cancelAndAwait(); // of an interrupt Spark's jobs know nothing
      if (!(cause instanceof CheckpointException)) {
        try {
          journal.saveIfCurrent(session);
        } catch (Exception e) {
          cause.addSuppressed(e); // the first failure is the one to tell of
        }
      }
      return failure(cancelled, cause, lastGood(session.state(), session.step()));
    } finally {
      restore(interrupted);
    }
  }

  private TrainingFailedException failure(
      Optional<String> cancelled, Exception cause, LastGood lastGood) {
    String why = cancelled.orElseGet(() -> FailureText.of(cause));
    RunLog log = journal == null ? new RunLog() : journal.log();
    // A worker may have made a step whose report has not come.
    long made = Math.max(log.steps(), lastGood.step());
    Where where = new Where(made + 1, log.closedEpochs() + 1, cancelled.isPresent());
    return TrainingFailedException.of(why, cause, where, lastGood);
  }

  private LastGood lastGood(ModelState state, long step) {
    return new LastGood(settings.training().model(state), step);
  }

  private static boolean clearInterrupt(Exception cause) {
    return Thread.interrupted() | Cancellation.isInterruption(cause);
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Module copyOfModel() {
    return settings.training().copyOfModel();
  }
}
