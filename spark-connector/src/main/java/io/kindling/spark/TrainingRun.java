package io.kindling.spark;

import io.kindling.data.DataException;
import io.kindling.data.EpochSampler;
import io.kindling.data.SampleBlock;
import io.kindling.data.SampleTransform;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Module;
import io.kindling.nn.loss.Loss;
import io.kindling.spark.TrainingFailedException.LastGood;
import io.kindling.spark.TrainingFailedException.Where;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.Cancellation;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.allreduce.TrainingJob;
import io.kindling.spark.allreduce.TrainingSession;
import io.kindling.spark.allreduce.WorkerKernels;
import io.kindling.spark.checkpoint.CheckpointException;
import io.kindling.spark.checkpoint.Checkpointing;
import io.kindling.spark.checkpoint.RunConfiguration;
import io.kindling.spark.checkpoint.TrainingCheckpoint;
import io.kindling.spark.checks.BatchRules;
import io.kindling.spark.checks.ModelCheck;
import io.kindling.spark.data.DataFailures;
import io.kindling.spark.data.DataSummary;
import io.kindling.spark.data.JobTasks;
import io.kindling.spark.data.RebalancedBlocks;
import io.kindling.spark.data.TrainerData;
import io.kindling.spark.failures.FailureText;
import io.kindling.spark.internals.RowOrder;
import io.kindling.spark.listener.ConfiguredListeners;
import io.kindling.spark.listener.JobDescriptions;
import io.kindling.spark.listener.Listeners;
import io.kindling.spark.ui.RunLogger;
import io.kindling.spark.worker.BlockFingerprints;
import io.kindling.spark.worker.DivergedException;
import io.kindling.spark.worker.Evaluation;
import io.kindling.spark.worker.ModelState;
import io.kindling.spark.worker.TrainingProgram;
import io.kindling.spark.worker.TrainingProgram.BatchLimits;
import io.kindling.spark.worker.TrainingProgram.Mixing;
import io.kindling.spark.worker.TrainingSnapshot;
import io.kindling.tensor.OutOfHeapException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call of {@link DistributedTrainer#fit()}: epochs, evaluations, checkpoints, reports. */
final class TrainingRun {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);

  /** Parameters, gradients, two moments, and each as it is sent. */
  private static final long COPIES = 8;

  private static final String TREE = AllReduce.tree().name();

  private final TrainerSettings settings;
  private final SparkContext spark;
  private final JobTasks jobs;
  private final String id = "kindling-" + UUID.randomUUID();
  private final long begin = System.nanoTime();
  private final RunLogger logger;
  private final Listeners listeners;
  private Optional<Checkpointing> checkpoints = Optional.empty();
  private RunLog log = new RunLog();
  private int perEpoch;
  private long total;
  private long rangeEnd;
  private RuntimeException listenerFailure;
  private JobDescriptions descriptions;
  private TrainingSnapshot start;
  private WorkerKernels kernels;

  TrainingRun(TrainerSettings settings) {
    this.settings = settings;
    this.spark = settings.data().training().blocks().context();
    this.jobs = new JobTasks(spark);
    this.logger = new RunLogger(spark, id);
    List<TrainingListener> all = new ArrayList<>();
    all.add(logger);
    all.addAll(settings.listeners());
    all.addAll(ConfiguredListeners.of(spark, settings.listeners()));
    this.listeners = new Listeners(all);
  }

  TrainingResult run() {
    try (JobDescriptions described = new JobDescriptions(spark, id)) {
      descriptions = described;
      descriptions.preparation();
      return runAll();
    } catch (Exception e) { // Spark's exceptions are checked, but Scala does not declare them
      listeners.onFailure(e);
      throw e;
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
          e == listenerFailure ? Optional.empty() : Cancellation.of(e, spark);
      if (cancelled.isEmpty()) {
        throw e;
      }
      boolean interrupted = clearInterrupt(e);
      try {
        Module module = start == null ? copyOfModel().eval() : withValues(start.model());
        long step = start == null ? 0 : start.step();
        throw failure(cancelled, e, new LastGood(module, step));
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
        d ->
            ModelCheck.fitsEvaluation(
                copyOfModel(), loss, d, settings.data().evaluationTransform()));
    EpochSampler sampler = settings.batches().sampler(data.samples());
    perEpoch = sampler.stepsPerEpoch();
    total = settings.schedule().steps(perEpoch);
    Optional<String> refusal =
        BatchRules.refusalOfOne(copyOfModel(), transform.outputShape(data.shape()));
    refusal.ifPresent(text -> BatchRules.refuseOne(text, sampler, total));
    try (RebalancedBlocks divided = rebalance(refusal.isPresent(), sampler, data)) {
      DataSummary there =
          divided.isRebalanced() ? DataSummary.of(divided.blocks(), "training data") : data;
      BatchLimits limits = settings.batches().limits().withLeast(refusal.isPresent() ? 2 : 1);
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
        ? RebalancedBlocks.of(blocks, data.firsts(), sampler, instead)
        : RebalancedBlocks.asTheyAre(blocks);
  }

  private TrainingResult train(
      JavaRDD<SampleBlock> blocks,
      TrainingProgram program,
      DataSummary data,
      Optional<DataSummary> evaluationData) {
    JavaSparkContext java = JavaSparkContext.fromSparkContext(spark);
    RunConfiguration configuration = configuration(program, data);
    start = start(configuration, java);
    TrainingJob job =
        new TrainingJob(
            java, blocks, settings.data().evaluation().map(TrainerData::blocks), program, start);
    kernels = job.kernels();
    listening(
        () -> {
          listeners.onStart(description(data, evaluationData, configuration));
          return null;
        });
    try (TrainingSession session = settings.allReduce().open(job)) {
      double preparation = secondsSince(begin);
      ModelState state = train(session);
      TrainingResult result =
          new TrainingResult(
              withValues(state),
              log.losses(),
              log.epochs(),
              log.time(preparation),
              checkpoints.flatMap(Checkpointing::failure),
              settings.data().training().skipped(),
              logger.endedView());
      listening(
          () -> {
            listeners.onEnd(result);
            return null;
          });
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
        start.model().parameters().length,
        perEpoch,
        start.step(),
        total,
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
        data.evaluationTransform(),
        settings.training().loss(),
        settings.batches().limits().evaluation(),
        settings.classNames());
  }

  private RunConfiguration configuration(TrainingProgram program, DataSummary data) {
    return RunConfiguration.of(program, data.partitions(), settings.allReduce());
  }

  /** Where to begin: at a checkpoint, or with the model as it was given. */
  private TrainingSnapshot start(RunConfiguration configuration, JavaSparkContext spark) {
    checkpoints =
        settings
            .faults()
            .checkpoint()
            .map(
                config ->
                    Checkpointing.open(
                        config, configuration, this::copyOfModel, spark.hadoopConfiguration()));
    if (!settings.faults().resume()) {
      checkpoints.ifPresent(Checkpointing::refuseIfUsed);
    }
    Optional<TrainingCheckpoint> found =
        settings.faults().resume() ? checkpoints.flatMap(Checkpointing::newest) : Optional.empty();
    if (found.isEmpty()) {
      Module module = copyOfModel();
      return TrainingSnapshot.beginning(ModelState.of(module, FlatParameters.of(module)));
    }
    TrainingSnapshot snapshot = found.get().snapshot();
    if (snapshot.step() > total) {
      throw new CheckpointException(
          "checkpoints: the newest is of step "
              + snapshot.step()
              + ", but the run is to end after step "
              + total
              + "; give more epochs or steps, or another folder to start anew");
    }
    log = RunLog.restore(found.get().history());
    return snapshot;
  }

  private ModelState train(TrainingSession session) {
    try {
      boolean stopped = false;
      while (!stopped && (log.steps() < total || log.openSteps() > 0)) {
        stopped = epoch(session);
      }
      return session.state();
    } catch (DivergedException e) {
      throw new TrainingDivergedException(e, withValues(e.lastGood()));
    } catch (Exception e) { // Spark's exceptions are checked, but Scala does not declare them
      if (e == listenerFailure || log.steps() == 0 && DataException.describe(e).isPresent()) {
        throw e;
      }
      throw failed(session, e);
    } catch (OutOfMemoryError e) {
      throw failed(session, outOfHeap(e));
    }
  }

  private OutOfHeapException outOfHeap(OutOfMemoryError e) {
    long parameters = start == null ? 0 : start.model().parameters().length;
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
          saveIfCurrent(session);
        } catch (Exception e) {
          cause.addSuppressed(e); // the first failure is the one to tell of
        }
      }
      return failure(cancelled, cause, new LastGood(withValues(session.state()), session.step()));
    } finally {
      restore(interrupted);
    }
  }

  private TrainingFailedException failure(
      Optional<String> cancelled, Exception cause, LastGood lastGood) {
    String why = cancelled.orElseGet(() -> FailureText.of(cause));
    // A worker may have made a step whose report has not come.
    long made = Math.max(log.steps(), lastGood.step());
    Where where = new Where(made + 1, log.closedEpochs() + 1, cancelled.isPresent());
    return TrainingFailedException.of(why, cause, where, lastGood);
  }

  private static boolean clearInterrupt(Exception cause) {
    return Thread.interrupted() | Cancellation.isInterruption(cause);
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void saveIfCurrent(TrainingSession session) {
    TrainingSnapshot snapshot = session.snapshot();
    if (snapshot.step() == log.steps() && snapshot.step() > 0) {
      checkpoints.ifPresent(c -> c.save(snapshot, log.stateDict()));
    }
  }

  /** Makes the steps of one epoch that are left; returns whether training is to end with it. */
  private boolean epoch(TrainingSession session) {
    long step = log.steps();
    long end = Math.min(total, step - log.openSteps() + perEpoch);
    while (step < end) {
      long from = step;
      long to = Math.min(end, checkpoints.map(c -> c.nextInside(from)).orElse(end));
      rangeEnd = to;
      long start = System.nanoTime();
      describeSteps(step, to);
      try {
        session.train(step, to, this::report);
      } finally {
        log.training(secondsSince(start));
      }
      step = to;
      if (step % perEpoch != 0) {
        save(session);
      }
    }
    int number = log.closedEpochs() + 1;
    boolean turn = number % settings.schedule().evaluateEvery() == 0 || end == total;
    boolean evaluates = turn && settings.data().evaluation().isPresent();
    descriptions.evaluation(number, epochs());
    Optional<Evaluation> evaluation = evaluates ? Optional.of(evaluate(session)) : Optional.empty();
    EpochSummary summary = log.closeEpoch(evaluation);
    session.endEpoch(log.latestEvaluation().orElse(summary.training()).loss());
    boolean stops = tell(summary, session);
    boolean whole = end % perEpoch == 0;
    boolean last = stops || end == total;
    if (whole && (last || checkpoints.map(c -> c.dueAfterEpoch(number, end)).orElse(false))) {
      save(session);
    }
    return stops;
  }

  private long epochs() {
    return (total + perEpoch - 1) / perEpoch;
  }

  /** A tree's jobs are a step each, a gang's a stretch of them. */
  private void describeSteps(long from, long to) {
    long end = settings.allReduce().name().equals(TREE) ? Math.min(to, from + 1) : to;
    descriptions.steps(log.closedEpochs() + 1L, epochs(), from, end);
  }

  private Evaluation evaluate(TrainingSession session) {
    long start = System.nanoTime();
    Evaluation evaluation = session.evaluate();
    log.evaluation(secondsSince(start));
    return evaluation;
  }

  private void save(TrainingSession session) {
    checkpoints.ifPresent(c -> c.save(session.snapshot(), log.stateDict()));
  }

  private void report(StepReport report) {
    log.step(report);
    descriptions.loss(report.sums().loss());
    describeSteps(report.step() + 1, Math.max(report.step() + 2, rangeEnd));
    listening(
        () -> {
          kernels.takeComplaints().forEach(listeners::onWarning);
          listeners.onStep(report);
          return null;
        });
  }

  /** Returns whether the listener stops the run. */
  private boolean tell(EpochSummary summary, TrainingSession session) {
    return listening(
        () -> {
          listeners.onEpoch(summary);
          Supplier<Module> model = () -> withValues(session.state());
          listeners.onModel(summary, model);
          return listeners.stopsAfter(summary, model);
        });
  }

  /** The exception of a listener that ends the run is thrown as what it is. */
  private <T> T listening(Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      listenerFailure = e;
      throw e;
    }
  }

  private Module copyOfModel() {
    return settings.training().copyOfModel();
  }

  private Module withValues(ModelState state) {
    Module module = copyOfModel();
    state.loadInto(module, FlatParameters.of(module));
    module.zeroGrad();
    return module.eval();
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) * 1e-9;
  }
}
