package io.kindling.spark.allreduce;

import io.kindling.spark.allreduce.transport.GangOptions;
import io.kindling.spark.worker.DivergedException;
import io.kindling.spark.worker.FlatState;
import io.kindling.spark.worker.JavaBytes;
import io.kindling.spark.worker.ModelState;
import io.kindling.spark.worker.ProgramFailure;
import io.kindling.spark.worker.TrainingSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.reflect.ClassTag$;

/**
 * {@link ResidentAllReduce} and {@link ShardedAllReduce} at work: one barrier stage per call of
 * {@link #train}, or more when it is long. Between stages the whole state is on the driver, so that
 * any executor may be lost at any time: a stage that fails is made again from there.
 */
final class GangSession extends MasterSession {
  private static final Logger LOG = LoggerFactory.getLogger(GangSession.class);
  private static final Duration FIRST_PATIENCE = Duration.ofSeconds(15);
  private static final Duration LATER_PATIENCE = Duration.ofMinutes(2);
  private static final long BACKOFF_MILLIS = 250;
  private static final int MOST_DOUBLINGS = 5;

  private final String strategy;
  private final GangOptions gang;
  private final int maxAttempts;
  private final GangMode mode;
  private final TaskSlots slots;
  private final DriverMailbox mailbox;
  private int attempts;
  private ModelState lastGood;
  private ModelState newer;
  private long newerStep;

  GangSession(TrainingJob job, String strategy, GangOptions gang, int maxAttempts, GangMode mode) {
    this(job, strategy, gang, maxAttempts, mode, freeSlots(job, strategy));
  }

  /** Slots come first: without them nothing is broadcast that would have to be taken back. */
  private GangSession(
      TrainingJob job,
      String strategy,
      GangOptions gang,
      int maxAttempts,
      GangMode mode,
      TaskSlots slots) {
    super(job);
    this.strategy = strategy;
    this.gang = gang;
    this.maxAttempts = maxAttempts;
    this.mode = mode;
    this.slots = slots;
    this.lastGood = job.start().model();
    this.mailbox = new DriverMailbox(job.kernels()::compare);
  }

  private static TaskSlots freeSlots(TrainingJob job, String strategy) {
    TaskSlots slots = new TaskSlots(job.spark().sc(), strategy, job.training().getNumPartitions());
    slots.refuseDynamicAllocation();
    slots.await(FIRST_PATIENCE);
    return slots;
  }

  @Override
  public void train(long from, long to, StepReports reports) {
    long step = from;
    while (step < to) {
      long begin = step;
      step = SparkLinkageException.guard(strategy, () -> trainRange(begin, to, reports));
    }
  }

  /** Barrier stages until one comes to its end; returns the step it ended before. */
  private long trainRange(long begin, long to, StepReports reports) {
    StepReports eachOnce = new DeduplicatedReports(begin, reports);
    ProgramFailure before = null;
    long from = begin;
    for (int attempt = 1; ; attempt++) {
      List<StepRange.End> ends;
      try {
        ends = attempt(from, to, eachOnce);
      } catch (SparkLinkageException e) {
        throw SparkLinkageException.of(strategy, e.fault());
      } catch (AttemptFailedException e) {
        ProgramFailure failure = e.failure;
        if (failure != null && (failure.certain() || failure.isAgain(before))) {
          throw failure.after(attempt).toException();
        }
        before = failure;
        if (attempt == maxAttempts) {
          throw new GangFailedException(
              String.format(
                  "all-reduce %s: steps %d to %d failed %s: %s",
                  strategy, from + 1, to, times(attempt), e.getMessage()),
              e.getCause());
        }
        LOG.warn(
            "all-reduce {}: attempt {} of {} at steps {} to {} failed: {}; beginning again at step"
                + " {}",
            strategy,
            attempt,
            maxAttempts,
            from + 1,
            to,
            e.getMessage(),
            master.step() + 1);
        from = master.step();
        if (from == to) { // all steps are made, only the end was missed
          return to;
        }
        sleep(BACKOFF_MILLIS << Math.min(attempt - 1, MOST_DOUBLINGS));
        slots.await(LATER_PATIENCE);
        continue;
      }
      take(ends, eachOnce);
      return ends.get(0).step();
    }
  }

  private static String times(int attempts) {
    return attempts == 1 ? "once" : attempts + " times";
  }

  /** Runs one barrier stage, handing reports on as they come. */
  private List<StepRange.End> attempt(long from, long to, StepReports reports) {
    StepRange range = new StepRange(from, to, mode, gang, mailbox.name(), ++attempts);
    TrainingSnapshot now = master.snapshot();
    StepRange.Start start =
        new StepRange.Start(
            now.model().encode(), FlatState.of(now.optimizer()), FlatState.of(now.schedule()));
    Broadcast<byte[]> state = job.spark().broadcast(JavaBytes.write(start, "the model's state"));
    JavaFutureAction<List<byte[]>> stage = null;
    int workers = job.training().getNumPartitions();
    StageWatch watch = new StageWatch(job.spark().sc(), mailbox, range, workers, reports);
    try {
      CachedBlockBalancer.giveUp(job.spark().sc(), job.training().rdd());
      stage =
          job.training()
              .rdd()
              .barrier()
              .mapPartitions(
                  new GangTask(range, program, state),
                  true,
                  ClassTag$.MODULE$.<byte[]>apply(byte[].class))
              .toJavaRDD()
              .collectAsync();
      List<byte[]> results = watch.await(stage);
      List<StepRange.End> ends = new ArrayList<>();
      for (byte[] bytes : results) {
        ends.add(JavaBytes.read(bytes, StepRange.End.class));
      }
      ends.removeIf(Objects::isNull);
      return ends;
    } finally {
      if (stage != null && !stage.isDone()) {
        stage.cancel(true);
      }
      takeWhatIsNewer(watch.handedOver(), reports);
      Broadcasts.destroy(job.spark(), state);
    }
  }

  /** A stage that ends early may have come further than the driver's state. */
  private void takeWhatIsNewer(StepRange.End end, StepReports reports) {
    if (end == null || end.step() <= step()) {
      return;
    }
    if (end.optimizer() != null) {
      take(List.of(end), reports);
    } else if (job.program().update().averageDecay() == 0) { // there is no average of these
      newer = new ModelState(end.values(), end.buffers());
      newerStep = end.step();
    }
  }

  /** The newest values there are; {@link #snapshot} may be some steps back. */
  @Override
  public ModelState state() {
    return newer != null && newerStep > master.step() ? newer : super.state();
  }

  @Override
  public long step() {
    return newer == null ? super.step() : Math.max(newerStep, super.step());
  }

  /** Takes over what the workers hand over, which is whole: rank 0's part comes first. */
  private void take(List<StepRange.End> ends, StepReports reports) {
    StepRange.End first = ends.get(0);
    for (double[] report : first.reports()) {
      reports.done(StepRange.decode(report));
    }
    ModelState good =
        first.goodBuffers() == null
            ? lastGood
            : new ModelState(join(ends, true), first.goodBuffers());
    StepRange.Divergence divergence = first.divergence();
    if (divergence != null) {
      throw new DivergedException(
          divergence.step(),
          job.program().epoch(divergence.step()),
          divergence.what(),
          divergence.state(),
          good);
    }
    FlatState optimizer = FlatState.join(ends.stream().map(StepRange.End::optimizer).toList());
    master.load(
        new TrainingSnapshot(
            first.step(),
            new ModelState(join(ends, false), first.buffers()),
            optimizer.toStateDict(),
            first.schedule().toStateDict()));
    lastGood = good;
  }

  private float[] join(List<StepRange.End> ends, boolean good) {
    if (ends.size() == 1) {
      return good ? ends.get(0).goodValues() : ends.get(0).values();
    }
    float[] all = new float[master.length()];
    for (StepRange.End end : ends) {
      float[] part = good ? end.goodValues() : end.values();
      end.mine().scatter(part, all);
    }
    return all;
  }

  @Override
  public void close() {
    mailbox.close();
    super.close();
  }

  /**
   * Waits.
   *
   * @throws TrainingCancelledException when the thread is interrupted
   */
  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw Cancellation.interrupted(e);
    }
  }

  /** An attempt that may be repeated. */
  static final class AttemptFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ProgramFailure failure;

    /**
     * @param failure what a worker's program has thrown, or null when that is not the reason
     */
    AttemptFailedException(String message, ProgramFailure failure, Throwable cause) {
      super(message, cause);
      this.failure = failure;
    }
  }
}
