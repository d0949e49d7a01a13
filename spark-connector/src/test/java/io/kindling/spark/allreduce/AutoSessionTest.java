package io.kindling.spark.allreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.io.StateDict;
import io.kindling.spark.wire.WireFormat;
import io.kindling.spark.worker.Evaluation;
import io.kindling.spark.worker.ModelState;
import io.kindling.spark.worker.TrainingSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What auto does where its first choice does not link against the running Spark. */
final class AutoSessionTest {
  private static final SparkLinkageException FAULT =
      SparkLinkageException.of("resident", "worker 0: java.lang.NoSuchMethodError: Rpc.gone()");

  private final List<Long> reported = new ArrayList<>();
  private final TrainingJob job = new TrainingJob(null, null, Optional.empty(), null, at(0));

  @Test
  void goesOnWithTheOtherWhenTheFirstCannotBeOpened() {
    Fake other = new Fake(Long.MAX_VALUE, null);
    TrainingSession session = AutoSession.open(job, new Fake(-1, FAULT), other);

    session.train(0, 3, report -> reported.add(report.step()));

    assertEquals(List.of(0L, 1L, 2L), reported);
    assertEquals(0, other.begun);
  }

  @Test
  void goesOnFromTheLastWholeStateWhenWorkersDoNotLink() {
    Fake first = new Fake(5, FAULT);
    Fake other = new Fake(Long.MAX_VALUE, null);
    TrainingSession session = AutoSession.open(job, first, other);

    session.train(0, 4, report -> reported.add(report.step()));
    session.train(4, 8, report -> reported.add(report.step()));

    assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L), reported);
    assertEquals(4, other.begun, "the range that failed is made again");
    assertTrue(first.closed);
    assertEquals(8, session.snapshot().step());
  }

  @Test
  void otherFailuresArePassedOn() {
    var failure = new GangFailedException("worker 0", new IllegalStateException());
    Fake other = new Fake(Long.MAX_VALUE, null);
    TrainingSession session = AutoSession.open(job, new Fake(0, failure), other);

    assertThrows(
        GangFailedException.class,
        () -> session.train(0, 3, report -> reported.add(report.step())));
    assertEquals(-1, other.begun);
  }

  private static TrainingSnapshot at(long step) {
    StateDict nothing = new StateDict(Map.of(), Map.of());
    return new TrainingSnapshot(
        step, new ModelState(new float[0], new double[0]), nothing, nothing);
  }

  /** Makes steps until one at which it fails; before the first it cannot be opened. */
  private static final class Fake implements AllReduce, TrainingSession {
    private final long failing;
    private final RuntimeException failure;
    private long whole;
    private long begun = -1;
    private boolean closed;

    Fake(long failing, RuntimeException failure) {
      this.failing = failing;
      this.failure = failure;
    }

    @Override
    public String name() {
      return "fake";
    }

    @Override
    public TrainingSession open(TrainingJob job) {
      if (failing < 0) {
        throw failure;
      }
      begun = job.start().step();
      whole = begun;
      return this;
    }

    @Override
    public void train(long from, long to, StepReports reports) {
      for (long step = from; step < to; step++) {
        if (step == failing) {
          throw failure;
        }
        reports.done(new StepReport(step, null, 0, 0, 0, 0));
      }
      whole = to;
    }

    @Override
    public TrainingSnapshot snapshot() {
      return at(whole);
    }

    @Override
    public long step() {
      return whole;
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public void endEpoch(double loss) {}

    @Override
    public Evaluation evaluate() {
      return null;
    }

    @Override
    public ModelState state() {
      return null;
    }

    @Override
    public AllReduce withWireFormat(WireFormat format) {
      return this;
    }
  }
}
