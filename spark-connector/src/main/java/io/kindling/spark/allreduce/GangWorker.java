package io.kindling.spark.allreduce;

import io.kindling.data.EpochShare;
import io.kindling.data.SampleBlock;
import io.kindling.spark.allreduce.transport.Collective;
import io.kindling.spark.allreduce.transport.Slice;
import io.kindling.spark.allreduce.transport.SliceExchange;
import io.kindling.spark.worker.Evaluation;
import io.kindling.spark.worker.Replica;
import io.kindling.spark.worker.ReplicaPool;
import io.kindling.spark.worker.ResidentModel;
import io.kindling.spark.worker.TrainingProgram;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/** The steps of a stretch on one worker of a gang. */
final class GangWorker {
  private final Stretch stretch;
  private final ReplicaPool pool;
  private final TrainingProgram program;
  private final Replica replica;
  private final SliceExchange gang;
  private final DriverMailbox.Sender driver;
  private final Slice slice;
  private final ResidentModel model;
  private final List<double[]> reports = new ArrayList<>();

  GangWorker(
      Stretch stretch,
      ReplicaPool pool,
      Replica replica,
      SliceExchange gang,
      DriverMailbox.Sender driver) {
    this.stretch = stretch;
    this.pool = pool;
    this.program = pool.program();
    this.replica = replica;
    this.gang = gang;
    this.driver = driver;
    int length = replica.flat().length();
    this.slice = stretch.sharded() ? gang.slice(0, length) : new Slice(0, length);
    this.model = new ResidentModel(program, replica, slice.from(), slice.to());
  }

  /** Makes all steps. */
  Stretch.End run(SampleBlock block, Stretch.Start start) {
    model.load(start.model(), start.optimizer(), start.schedule());
    Stretch.Divergence divergence = null;
    for (long step = stretch.from(); step < stretch.to() && divergence == null; step++) {
      if (TaskContext.get().isInterrupted()) {
        throw new TaskKilledException("cancelled in step " + (step + 1));
      }
      divergence = step(step, block);
    }
    return end(divergence);
  }

  /** One step; returns what is not finite in it, or null. */
  private Stretch.Divergence step(long step, SampleBlock block) {
    long begin = System.nanoTime();
    StepSums.Part part = part(step, block);
    float[] gradients = model.gradients();
    Collective collective = stretch.sharded() ? Collective.REDUCE_SCATTER : Collective.ALL_REDUCE;
    StepSums all =
        StepSums.exchange(gang, collective, gradients, part, () -> prepare(step + 1, block));
    BatchCheck.complete(program, step, all.sums());
    if (!Double.isFinite(all.sums().loss())) {
      String state = Double.isNaN(all.sums().loss()) ? "NaN" : "infinite";
      return new Stretch.Divergence(step, "the loss", state);
    }
    long updating = System.nanoTime();
    double learningRate = model.learningRate();
    boolean finite = model.average(all.sums());
    if (finite) {
      model.update();
    }
    long updated = System.nanoTime();
    if (stretch.sharded()) {
      float[] values = model.values();
      double spoilt = finite ? 0 : 1;
      finite = gang.submit(Collective.ALL_GATHER, values, 0, values.length, spoilt).await()[0] == 0;
      model.valuesWritten();
    }
    if (!finite) {
      return new Stretch.Divergence(step, "the gradient", "not finite");
    }
    model.updateBuffers(all.buffers(), all.sums().samples());
    if (gang.rank() == 0) {
      double seconds = (System.nanoTime() - begin) * 1e-9;
      double updateSeconds = (updated - updating) * 1e-9;
      report(
          new StepReport(
              step, all.sums(), learningRate, seconds, all.computeSeconds(), updateSeconds));
    }
    return null;
  }

  /** Forward and backward over this worker's share, which may be empty. */
  private StepSums.Part part(long step, SampleBlock block) {
    int rank = gang.rank();
    EpochShare share = block == null ? null : pool.share(rank, program.epoch(step), block);
    int samples = share == null ? 0 : share.size(program.stepInEpoch(step));
    if (samples == 0) {
      replica.flat().zeroGradients();
      return new StepSums.Part(Evaluation.none(), 0, new double[model.buffers().length]);
    }
    long begin = System.nanoTime();
    Evaluation sums = replica.accumulate(step, rank, block, share);
    double[] buffers = replica.weightedBuffers(samples);
    return new StepSums.Part(sums, (System.nanoTime() - begin) * 1e-9, buffers);
  }

  /** The next batch is put together while the sums of this step are on their way. */
  private void prepare(long step, SampleBlock block) {
    EpochShare share =
        block == null || step >= stretch.to()
            ? null
            : pool.share(gang.rank(), program.epoch(step), block);
    if (share != null && share.size(program.stepInEpoch(step)) > 0) {
      replica.prepare(step, block, share);
    }
  }

  private void report(StepReport report) {
    double[] numbers = Stretch.encode(report);
    reports.add(numbers);
    driver.report(numbers);
  }

  /** What the driver needs of this worker: all from rank 0, its slice from every shard, or null. */
  private Stretch.End end(Stretch.Divergence divergence) {
    boolean first = gang.rank() == 0;
    if (!first && !stretch.sharded()) {
      return null;
    }
    return new Stretch.End(
        slice.from(),
        model.slice(),
        model.goodSlice(),
        first ? model.buffers() : null,
        first ? model.goodBuffers() : null,
        model.optimizerState(),
        model.scheduleState(),
        first ? reports.toArray(double[][]::new) : null,
        divergence);
  }
}
