package io.kindling.spark.allreduce;

import io.kindling.spark.allreduce.transport.GangOptions;
import io.kindling.spark.worker.DivergedException;
import io.kindling.spark.worker.FlatState;
import io.kindling.spark.worker.JavaBytes;
import io.kindling.spark.worker.ModelState;
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
    this.mailbox = new DriverMailbox();
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
      step = stretch(step, to, reports);
    }
  }

  /** One barrier stage; returns the step it ended before. */
  private long stretch(long from, long to, StepReports reports) {
    StepReports eachOnce = new Once(from, reports);
    for (int attempt = 1; ; attempt++) {
      List<Stretch.End> ends;
      try {
        ends = attempt(from, to, eachOnce);
      } catch (AttemptFailedException e) {
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
            from + 1);
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
  private List<Stretch.End> attempt(long from, long to, StepReports reports) {
    Stretch stretch = new Stretch(from, to, mode, gang, mailbox.name(), ++attempts);
    TrainingSnapshot now = master.snapshot();
    Stretch.Start start =
        new Stretch.Start(
            now.model().encode(), FlatState.of(now.optimizer()), FlatState.of(now.schedule()));
    Broadcast<byte[]> state = job.spark().broadcast(JavaBytes.write(start, "the model's state"));
    JavaFutureAction<List<byte[]>> stage = null;
    try {
      CrowdedBlocks.giveUp(job.spark().sc(), job.training().rdd());
      stage =
          job.training()
              .rdd()
              .barrier()
              .mapPartitions(
                  new GangTask(stretch, program, state),
                  true,
                  ClassTag$.MODULE$.<byte[]>apply(byte[].class))
              .toJavaRDD()
              .collectAsync();
      List<byte[]> results = new StageWatch(mailbox, stretch.attempt(), reports).await(stage);
      List<Stretch.End> ends = new ArrayList<>();
      for (byte[] bytes : results) {
        ends.add(JavaBytes.read(bytes, Stretch.End.class));
      }
      ends.removeIf(Objects::isNull);
      return ends;
    } finally {
      if (stage != null && !stage.isDone()) {
        stage.cancel(true);
      }
      state.destroy();
    }
  }

  /** Takes over what the workers hand over, which is whole: rank 0's part comes first. */
  private void take(List<Stretch.End> ends, StepReports reports) {
    Stretch.End first = ends.get(0);
    for (double[] report : first.reports()) {
      reports.done(Stretch.decode(report));
    }
    ModelState good =
        first.goodBuffers() == null
            ? lastGood
            : new ModelState(join(ends, true), first.goodBuffers());
    Stretch.Divergence divergence = first.divergence();
    if (divergence != null) {
      throw new DivergedException(
          divergence.step(),
          job.program().epoch(divergence.step()),
          divergence.what(),
          divergence.state(),
          good);
    }
    FlatState optimizer = FlatState.join(ends.stream().map(Stretch.End::optimizer).toList());
    master.load(
        new TrainingSnapshot(
            first.step(),
            new ModelState(join(ends, false), first.buffers()),
            optimizer.toStateDict(),
            first.schedule().toStateDict()));
    lastGood = good;
  }

  private float[] join(List<Stretch.End> ends, boolean good) {
    if (ends.size() == 1) {
      return good ? ends.get(0).goodValues() : ends.get(0).values();
    }
    float[] all = new float[master.length()];
    for (Stretch.End end : ends) {
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

  /** Waits; a thread that is interrupted stops waiting and training. */
  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("training was interrupted", e);
    }
  }

  /** An attempt that may be repeated. */
  static final class AttemptFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AttemptFailedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Hands each step on once, in order, however often it is made or told. */
  private static final class Once implements StepReports {
    private final StepReports reports;
    private long next;

    Once(long next, StepReports reports) {
      this.next = next;
      this.reports = reports;
    }

    @Override
    public void done(StepReport report) {
      if (report.step() == next) {
        next++;
        reports.done(report);
      }
    }
  }
}
