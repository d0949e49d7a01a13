package io.kindling.spark;

import io.kindling.nn.Module;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.allreduce.TrainingSession;
import io.kindling.spark.allreduce.WorkerKernels;
import io.kindling.spark.listener.JobDescriptions;
import io.kindling.spark.worker.Evaluation;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The epochs of a run: in each its steps, then an evaluation, a checkpoint and the listeners, as
 * they are due.
 */
final class EpochLoop {
  private static final String TREE = AllReduce.tree().name();

  private final TrainerSettings settings;
  private final Length length;
  private final RunJournal journal;
  private final RunLog log;
  private final ToldListeners listeners;
  private final JobDescriptions descriptions;
  private final WorkerKernels kernels;
  private long rangeEnd;

  /** Steps of an epoch and of the run. */
  record Length(int perEpoch, long total) {
    long epochs() {
      return (total + perEpoch - 1) / perEpoch;
    }
  }

  EpochLoop(
      TrainerSettings settings,
      Length length,
      RunJournal journal,
      ToldListeners listeners,
      JobDescriptions descriptions,
      WorkerKernels kernels) {
    this.settings = settings;
    this.length = length;
    this.journal = journal;
    this.log = journal.log();
    this.listeners = listeners;
    this.descriptions = descriptions;
    this.kernels = kernels;
  }

  /** Makes what is left of the run. */
  void run(TrainingSession session) {
    boolean stopped = false;
    while (!stopped && (log.steps() < length.total() || log.openSteps() > 0)) {
      stopped = epoch(session);
    }
  }

  /** Makes the steps of one epoch that are left; returns whether training is to end with it. */
  private boolean epoch(TrainingSession session) {
    long end = Math.min(length.total(), log.steps() - log.openSteps() + (long) length.perEpoch());
    steps(session, end);
    int number = log.closedEpochs() + 1;
    boolean turn = number % settings.schedule().evaluateEvery() == 0 || end == length.total();
    boolean evaluates = turn && settings.data().evaluation().isPresent();
    descriptions.evaluation(number, length.epochs());
    Optional<Evaluation> evaluation = evaluates ? Optional.of(evaluate(session)) : Optional.empty();
    EpochSummary summary = log.closeEpoch(evaluation);
    session.endEpoch(log.latestEvaluation().orElse(summary.training()).loss());
    Supplier<Module> model = () -> settings.training().model(session.state());
    boolean stops = listeners.epoch(summary, model);
    boolean whole = end % length.perEpoch() == 0;
    boolean last = stops || end == length.total();
    if (whole && (last || journal.isDueAfterEpoch(number, end))) {
      journal.save(session);
    }
    return stops;
  }

  private void steps(TrainingSession session, long end) {
    long step = log.steps();
    while (step < end) {
      long to = journal.nextSave(step, end);
      rangeEnd = to;
      long start = System.nanoTime();
      describeSteps(step, to);
      try {
        session.train(step, to, this::report);
      } finally {
        log.training(secondsSince(start));
      }
      step = to;
      if (step % length.perEpoch() != 0) {
        journal.save(session);
      }
    }
  }

  private void report(StepReport report) {
    log.step(report);
    descriptions.loss(report.sums().loss());
    describeSteps(report.step() + 1, Math.max(report.step() + 2, rangeEnd));
    listeners.step(kernels.takeComplaints(), report);
  }

  /** A tree's jobs are a step each, a gang's a range of them. */
  private void describeSteps(long from, long to) {
    long end = settings.allReduce().name().equals(TREE) ? Math.min(to, from + 1) : to;
    descriptions.steps(log.closedEpochs() + 1L, length.epochs(), from, end);
  }

  private Evaluation evaluate(TrainingSession session) {
    long start = System.nanoTime();
    Evaluation evaluation = session.evaluate();
    log.evaluation(secondsSince(start));
    return evaluation;
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) * 1e-9;
  }
}
