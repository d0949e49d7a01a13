package io.kindling.spark.allreduce;

import io.kindling.data.EpochShare;
import io.kindling.data.SampleBlock;
import io.kindling.ops.BatchGroup;
import io.kindling.spark.allreduce.transport.Collective;
import io.kindling.spark.allreduce.transport.ExchangeException;
import io.kindling.spark.allreduce.transport.SliceExchange;
import io.kindling.spark.worker.Evaluation;
import io.kindling.spark.worker.FlatState;
import io.kindling.spark.worker.Ranges;
import io.kindling.spark.worker.Replica;
import io.kindling.spark.worker.ReplicaPool;
import io.kindling.spark.worker.ResidentModel;
import io.kindling.spark.worker.SquaredNorm;
import io.kindling.spark.worker.TrainingProgram;
import io.kindling.tensor.OutOfHeapException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A range of steps on one worker of a gang. */
final class GangWorker {
  private static final Logger LOG = LoggerFactory.getLogger(GangWorker.class);

  /** More than this the driver is not sent at a moment that it has not chosen. */
  private static final long MOST_BYTES = 1L << 29;

  private final StepRange range;
  private final ReplicaPool pool;
  private final TrainingProgram program;
  private final Replica replica;
  private final SliceExchange gang;
  private final DriverMailbox.Sender driver;
  private final GradientBuckets buckets;
  private final Ranges mine;
  private final ResidentModel model;

  /** Null unless batch norm is over all workers. */
  private final BatchGroup batchGroup;

  private final List<double[]> reports = new ArrayList<>();
  private final long started = System.nanoTime();
  private long next;
  private boolean inUpdate;
  private boolean stop;
  private LocalSgd alone;

  GangWorker(
      StepRange range,
      ReplicaPool pool,
      Replica replica,
      SliceExchange gang,
      DriverMailbox.Sender driver) {
    this.range = range;
    this.pool = pool;
    this.program = pool.program();
    this.replica = replica;
    this.gang = gang;
    this.driver = driver;
    boolean sharded = range.mode().sharded();
    this.buckets =
        new GradientBuckets(
            gang,
            sharded ? Collective.REDUCE_SCATTER : Collective.ALL_REDUCE,
            replica.flat(),
            range.gang().bucketElements());
    this.mine = sharded ? buckets.mine() : new Ranges(0, replica.flat().length());
    this.model = new ResidentModel(program, replica, mine);
    boolean synced = program.syncBatchNorm() && gang.size() > 1;
    this.batchGroup = synced ? own -> StepSums.sum(gang, new float[0], own) : null;
  }

  /** Makes all steps. */
  StepRange.End run(SampleBlock block, StepRange.Start start) {
    model.load(start.model(), start.optimizer(), start.schedule());
    next = range.from();
    boolean tells = gang.rank() < range.mode().tellers();
    try {
      StepRange.End end = steps(block);
      tells = false;
      return end;
    } catch (ExchangeException | TaskKilledException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      tells |= range.mode().sharded(); // the others may lack what this one was ahead
      throw e;
    } finally {
      if (tells && next > range.from()) {
        handOver();
      }
    }
  }

  private StepRange.End steps(SampleBlock block) {
    boolean local = range.mode().isLocal();
    alone = local ? new LocalSgd(this, gang, program, model) : null;
    StepRange.Divergence divergence = null;
    while (next < range.to() && divergence == null && !stop) {
      checkCancelled();
      if (local) {
        long end = range.mode().nextExchange(next, range.to());
        divergence = alone.round(next, end, block);
        next = end;
      } else {
        divergence = step(next, block);
        next++;
      }
    }
    return end(divergence, local ? alone.averageState() : model.optimizerState());
  }

  /**
   * The range ends early: the driver gets the state after the last step that was made. All of it
   * where this worker has all of it, else the model's values.
   */
  private void handOver() {
    try {
      boolean some = !inUpdate && (long) Float.BYTES * model.values().length <= MOST_BYTES;
      StepRange.End state = some ? made() : values(range.from(), new float[0], new double[0]);
      driver.lastWords(EarlyExit.state(gang.rank(), state));
    } catch (OutOfHeapException | OutOfMemoryError e) {
      LOG.warn("The state after step {} is not handed over: {}", next, e.toString());
    }
  }

  private StepRange.End made() {
    if (alone != null) {
      return alone.before(next);
    }
    return range.mode().sharded()
        ? values(next, model.values(), model.buffers())
        : end(null, model.optimizerState());
  }

  /** The model alone. */
  static StepRange.End values(long step, float[] values, double[] buffers) {
    return new StepRange.End(step, null, values, null, buffers, null, null, null, null, null);
  }

  void checkCancelled() {
    if (TaskContext.get().isInterrupted()) {
      throw new TaskKilledException("cancelled in step " + (next + 1));
    }
  }

  /** One step; returns what is not finite in it, or null. */
  private StepRange.Divergence step(long step, SampleBlock block) {
    long begin = System.nanoTime();
    buckets.begin();
    // Who has no samples may come to gradients in another order than to batch norms.
    StepSums.Part part = part(step, block, batchGroup == null ? buckets::complete : null);
    StepSums all = StepSums.exchange(gang, buckets, part, () -> prepare(step + 1, block));
    BatchCheck.complete(program, step, all.sums());
    if (!Double.isFinite(all.sums().loss())) {
      String state = Double.isNaN(all.sums().loss()) ? "NaN" : "infinite";
      return new StepRange.Divergence(step, "the loss", state);
    }
    stop = all.stop();
    long updating = System.nanoTime();
    double learningRate = model.learningRate();
    model.remember();
    boolean finite = model.average(all.sums());
    boolean tells = gang.rank() == 0;
    double norm = tells && !range.mode().sharded() ? model.gradientNorm() : Double.NaN;
    if (program.clips()) {
      // Who has the whole gradient has its whole norm.
      double[] squares = model.squares();
      squares = range.mode().sharded() ? gang.allReduce(squares) : squares;
      norm = SquaredNorm.norm(squares);
      model.clip(squares);
    }
    inUpdate = true;
    if (finite) {
      model.update();
    }
    long updated = System.nanoTime();
    if (range.mode().sharded()) {
      finite = buckets.gather(model.values(), finite ? 0 : 1) == 0;
      model.valuesWritten();
    }
    if (!finite) {
      return new StepRange.Divergence(step, "the gradient", "not finite");
    }
    model.updateBuffers(all.buffers(), all.sums().samples());
    inUpdate = false;
    if (tells) {
      double seconds = (System.nanoTime() - begin) * 1e-9;
      double updateSeconds = (updated - updating) * 1e-9;
      report(
          new StepReport(
              step,
              all.sums(),
              learningRate,
              seconds,
              all.computeSeconds(),
              updateSeconds,
              new StepDetails(norm, all.workerSeconds(), 0, replica.workspaceBytes())));
    }
    return null;
  }

  /**
   * Forward and backward over this worker's share, which may be empty.
   *
   * @param complete told of parameters whose gradient is complete; or null
   */
  StepSums.Part part(long step, SampleBlock block, IntConsumer complete) {
    int rank = gang.rank();
    boolean late = rank == 0 && System.nanoTime() - started > range.mode().patience().toNanos();
    EpochShare share = block == null ? null : pool.share(rank, program.epoch(step), block);
    int samples = share == null ? 0 : share.size(program.stepInEpoch(step));
    if (share == null || samples == 0 && batchGroup == null) {
      replica.flat().zeroGradients();
      return new StepSums.Part(Evaluation.none(), 0, new double[model.buffers().length], late);
    }
    long begin = System.nanoTime();
    EpochShare following = following(step + 1, block);
    if (following != null) {
      replica.announce(step + 1, block, following);
    }
    try (var scope = BatchGroup.use(batchGroup)) {
      Evaluation sums = replica.accumulate(step, rank, block, share, complete);
      double[] buffers = replica.weightedBuffers(samples);
      return new StepSums.Part(sums, (System.nanoTime() - begin) * 1e-9, buffers, late);
    }
  }

  /** The next batch is put together while the sums of this step are on their way. */
  private void prepare(long step, SampleBlock block) {
    EpochShare share = following(step, block);
    if (share != null) {
      replica.prepare(step, block, share);
    }
  }

  /** This worker's part of a step to come in this range; null when it has none. */
  private EpochShare following(long step, SampleBlock block) {
    if (block == null || step >= range.to()) {
      return null;
    }
    EpochShare share = pool.share(gang.rank(), program.epoch(step), block);
    return share.size(program.stepInEpoch(step)) > 0 ? share : null;
  }

  void report(StepReport report) {
    double[] numbers = StepRange.encode(report);
    reports.add(numbers);
    driver.report(numbers);
  }

  /** What the driver needs of this worker: all from rank 0, its slice from every shard, or null. */
  private StepRange.End end(StepRange.Divergence divergence, FlatState optimizer) {
    boolean first = gang.rank() == 0;
    if (!first && !range.mode().sharded()) {
      return null;
    }
    return new StepRange.End(
        next,
        mine,
        model.slice(),
        model.goodSlice(),
        first ? model.buffers() : null,
        first ? model.goodBuffers() : null,
        new FlatState.Placed(optimizer, model.optimizerRanges()),
        model.scheduleState(),
        first ? reports.toArray(double[][]::new) : null,
        divergence);
  }
}
