package io.kindling.spark.allreduce;

import io.kindling.data.SampleBlock;
import io.kindling.spark.allreduce.transport.SliceExchange;
import io.kindling.spark.worker.Evaluation;
import io.kindling.spark.worker.FlatState;
import io.kindling.spark.worker.ResidentModel;
import io.kindling.spark.worker.TrainingProgram;
import java.util.Arrays;

/**
 * One worker's part of local SGD: updates by its own gradients, and once a round the average of all
 * workers' parameters and buffers, weighted by the samples each has seen in the round.
 */
final class LocalSgd {
  /** What is told of a step: loss, weight, samples, correct, seconds, gradients not finite. */
  private static final int FIELDS = 6;

  private final GangWorker worker;
  private final SliceExchange gang;
  private final TrainingProgram program;
  private final ResidentModel model;
  private long seen;
  private Before before;

  LocalSgd(GangWorker worker, SliceExchange gang, TrainingProgram program, ResidentModel model) {
    this.worker = worker;
    this.gang = gang;
    this.program = program;
    this.model = model;
  }

  /** Makes the steps [from, to); returns what is not finite in them, or null. */
  StepRange.Divergence round(long from, long to, SampleBlock block) {
    long begin = System.nanoTime();
    before = new Before(model.slice(), model.buffers(), begin);
    double[] buffersBefore = before.buffers;
    double[] own = new double[FIELDS * (int) (to - from) + buffersBefore.length];
    double[] rates = new double[(int) (to - from)];
    long samples = 0;
    boolean finite = true;
    StepSums.Part part = null;
    for (int i = 0; i < rates.length; i++) {
      worker.checkCancelled();
      part = worker.part(from + i, block, null);
      rates[i] = model.learningRate();
      // A worker without samples updates too, with weight zero: its state is like the others'.
      finite &= part.sums().samples() == 0 || model.average(part.sums());
      if (finite) {
        if (program.clips()) {
          model.clip(model.squares());
        }
        model.update();
      }
      samples += part.sums().samples();
      tell(own, i, part, finite);
    }
    seen += samples;
    double[] weighted = model.weightedBuffers(samples);
    System.arraycopy(weighted, 0, own, FIELDS * rates.length, weighted.length);
    double[] all = average(samples, own);
    return close(from, rates, all);
  }

  /**
   * The model as it was before the round that is not finished, which begins with {@code step}; of
   * the momentum every worker has its own.
   */
  StepRange.End before(long step) {
    return before == null ? null : GangWorker.values(step, before.values, before.buffers);
  }

  /** How the model was when the round began. */
  private record Before(float[] values, double[] buffers, long nanos) {}

  private static void tell(double[] own, int i, StepSums.Part part, boolean finite) {
    own[FIELDS * i] = part.sums().lossSum();
    own[FIELDS * i + 1] = part.sums().weight();
    own[FIELDS * i + 2] = part.sums().samples();
    own[FIELDS * i + 3] = part.sums().correct();
    own[FIELDS * i + 4] = part.seconds();
    own[FIELDS * i + 5] = finite ? 0 : 1;
  }

  /** Averages the parameters; returns the sums of {@code own}. */
  private double[] average(long samples, double[] own) {
    double total = gang.allReduce((double) samples)[0];
    float[] values = model.values();
    scale(values, (float) (samples / total));
    double[] all = StepSums.sum(gang, values, own);
    model.valuesWritten();
    return all;
  }

  private StepRange.Divergence close(long from, double[] rates, double[] all) {
    double seconds = (System.nanoTime() - before.nanos) * 1e-9 / rates.length;
    long samples = 0;
    for (int i = 0; i < rates.length; i++) {
      Evaluation sums =
          new Evaluation(
              all[FIELDS * i],
              all[FIELDS * i + 1],
              (long) all[FIELDS * i + 2],
              (long) all[FIELDS * i + 3]);
      BatchCheck.complete(program, from + i, sums);
      if (!Double.isFinite(sums.loss())) {
        String state = Double.isNaN(sums.loss()) ? "NaN" : "infinite";
        return new StepRange.Divergence(from + i, "the loss", state);
      }
      if (i == 0) {
        model.remember(before.values, before.buffers);
      }
      if (all[FIELDS * i + 5] > 0) {
        return new StepRange.Divergence(from + i, "the gradient", "not finite");
      }
      samples += sums.samples();
      if (gang.rank() == 0) {
        double compute = all[FIELDS * i + 4] / gang.size();
        worker.report(new StepReport(from + i, sums, rates[i], seconds, compute, 0));
      }
    }
    model.updateBuffers(Arrays.copyOfRange(all, FIELDS * rates.length, all.length), samples);
    return null;
  }

  /** The average of all workers' optimizer states, which they go on from in the next range. */
  FlatState averageState() {
    FlatState state = model.optimizerState();
    double total = gang.allReduce((double) seen)[0];
    for (float[] array : state.arrays().values()) {
      scale(array, (float) (seen / total));
      gang.allReduce(array, 0, array.length);
    }
    return state;
  }

  private static void scale(float[] values, float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }
}
