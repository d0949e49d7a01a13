package io.kindling.spark;

import io.kindling.data.EpochSampler;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Module;
import io.kindling.spark.DistributedTrainer.Settings;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.allreduce.TrainingJob;
import io.kindling.spark.allreduce.TrainingSession;
import io.kindling.spark.data.DataFailures;
import io.kindling.spark.worker.DivergedException;
import io.kindling.spark.worker.Evaluation;
import io.kindling.spark.worker.JavaBytes;
import io.kindling.spark.worker.ModelState;
import io.kindling.spark.worker.TrainingProgram;
import io.kindling.spark.worker.TrainingSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** One call of {@link DistributedTrainer#fit()}: epochs, evaluations, reports. */
final class TrainingRun {
  private final Settings settings;
  private final long begin = System.nanoTime();
  private final List<EpochSummary> epochs = new ArrayList<>();
  private double[] losses = new double[64];
  private int steps;
  private double computeSeconds;
  private double updateSeconds;
  private double evaluationSeconds;
  private Optional<Evaluation> latestEvaluation = Optional.empty();

  TrainingRun(Settings settings) {
    this.settings = settings;
  }

  TrainingResult run() {
    return DataFailures.rethrow(this::train);
  }

  private TrainingResult train() {
    DataSummary data = DataSummary.of(settings.trainingData(), "training data");
    Optional<DataSummary> evaluationData =
        settings.evaluationData().map(blocks -> DataSummary.of(blocks, "evaluation data"));
    ModelCheck.fits(copyOfModel(), settings.loss(), data);
    evaluationData.ifPresent(d -> ModelCheck.fits(copyOfModel(), settings.loss(), d));

    TrainingProgram program = program(data);
    int perEpoch = program.sampler().stepsPerEpoch();
    long total = (long) perEpoch * settings.epochs();
    total = Math.min(total, settings.maxSteps().orElse(Integer.MAX_VALUE));
    Module start = copyOfModel();
    ModelState initial = ModelState.of(start, FlatParameters.of(start));
    TrainingJob job =
        new TrainingJob(
            JavaSparkContext.fromSparkContext(settings.trainingData().context()),
            settings.trainingData(),
            settings.evaluationData(),
            program,
            TrainingSnapshot.beginning(initial));
    settings
        .listener()
        .onStart(
            new TrainingStart(
                data.samples(),
                evaluationData.map(DataSummary::samples).orElse(0L),
                settings.trainingData().getNumPartitions(),
                initial.parameters().length,
                perEpoch,
                total,
                settings.allReduce().name()));
    try (TrainingSession session = settings.allReduce().open(job)) {
      double preparation = secondsSince(begin);
      for (long from = 0; from < total; from += perEpoch) {
        EpochSummary epoch = epoch(session, from, Math.min(total, from + perEpoch), total);
        if (settings.listener().stopsAfter(epoch, () -> withValues(session.state()))) {
          break;
        }
      }
      double training = epochs.stream().mapToDouble(EpochSummary::seconds).sum();
      TimeSpent time =
          new TimeSpent(preparation, training, computeSeconds, updateSeconds, evaluationSeconds);
      double[] stepLosses = Arrays.copyOf(losses, steps);
      TrainingResult result =
          new TrainingResult(withValues(session.state()), stepLosses, List.copyOf(epochs), time);
      settings.listener().onEnd(result);
      return result;
    } catch (DivergedException e) {
      throw new TrainingDivergedException(e, withValues(e.lastGood()));
    }
  }

  private EpochSummary epoch(TrainingSession session, long from, long to, long total) {
    long start = System.nanoTime();
    Evaluation[] sums = {Evaluation.none()};
    session.train(
        from,
        to,
        report -> {
          record(report);
          sums[0] = sums[0].plus(report.sums());
          settings.listener().onStep(report);
        });
    double seconds = secondsSince(start);
    int number = epochs.size() + 1;
    boolean turn = number % settings.evaluateEvery() == 0 || to == total;
    boolean evaluates = turn && settings.evaluationData().isPresent();
    Optional<Evaluation> evaluation = evaluates ? Optional.of(evaluate(session)) : Optional.empty();
    latestEvaluation = evaluates ? evaluation : latestEvaluation;
    session.endEpoch(latestEvaluation.orElse(sums[0]).loss());
    EpochSummary summary =
        new EpochSummary(number, (int) (to - from), sums[0], evaluation, seconds);
    epochs.add(summary);
    settings.listener().onEpoch(summary);
    return summary;
  }

  private Evaluation evaluate(TrainingSession session) {
    long start = System.nanoTime();
    Evaluation evaluation = session.evaluate();
    evaluationSeconds += secondsSince(start);
    return evaluation;
  }

  private void record(StepReport report) {
    if (steps == losses.length) {
      losses = Arrays.copyOf(losses, 2 * steps);
    }
    losses[steps++] = report.sums().loss();
    computeSeconds += report.computeSeconds();
    updateSeconds += report.updateSeconds();
  }

  private TrainingProgram program(DataSummary data) {
    return new TrainingProgram(
        settings.model(),
        settings.loss(),
        settings.optimizer(),
        settings.schedule(),
        new EpochSampler(
            settings.seed(),
            data.samples(),
            settings.batchSize(),
            settings.shuffle(),
            settings.dropLast()),
        settings.transform(),
        settings.evaluationTransform(),
        settings.seed(),
        settings.limits());
  }

  private Module copyOfModel() {
    return JavaBytes.copy(settings.model(), Module.class, "the model");
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
