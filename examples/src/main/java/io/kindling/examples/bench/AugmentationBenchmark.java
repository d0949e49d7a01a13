package io.kindling.examples.bench;

import io.kindling.data.Augmentation;
import io.kindling.data.ByteSampleBlock;
import io.kindling.data.Cifar10;
import io.kindling.data.GeneratedImages;
import io.kindling.data.ImageBuffer;
import io.kindling.data.Normalization;
import io.kindling.data.SampleTransform;
import io.kindling.data.transforms.Transforms;
import io.kindling.examples.CifarModel;
import io.kindling.examples.Job;
import io.kindling.spark.report.Machine;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What augmentation costs of a training step on one core: the time to bring a batch to the network,
 * beyond that without augmentation, over the time of the step and of bringing it there; all in
 * turns.
 */
@Command(
    name = "augmentation",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Times transforms of CIFAR-10's images beside a training step.")
public final class AugmentationBenchmark implements Callable<Integer> {
  private static final String NONE = "none";

  private static final List<String> USUAL =
      List.of(
          NONE,
          "randomCrop(32, padding=4) | randomHorizontalFlip",
          "randomCrop(32, padding=4, paddingMode=reflect) | alternatingHorizontalFlip | cutout(12)",
          "randomCrop(32, padding=4, paddingMode=reflect) | randomHorizontalFlip |"
              + " trivialAugmentWide",
          "randomResizedCrop(32) | randomHorizontalFlip | colorJitter(0.4, 0.4, 0.4)");

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = "resnet20",
      converter = CifarModel.Converter.class,
      completionCandidates = CifarModel.Names.class,
      description = "Whose step, one of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
  private CifarModel model;

  @Option(
      names = "--transforms",
      paramLabel = "TEXT",
      description = "These, beside the usual ones; may be repeated.")
  private List<String> more = List.of();

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "128",
      description = "Images in a step; default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "Turns; the median counts. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "X",
      defaultValue = "1",
      description = "Seconds of each measurement in a turn; default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    StepUnderTest step = new StepUnderTest(model.toString(), true, batch);
    List<String> all = new ArrayList<>(USUAL);
    all.addAll(more);
    List<Runnable> ways = all.stream().map(this::batches).toList();
    double[] steps = new double[rounds];
    double[][] times = new double[ways.size()][rounds];
    for (int round = -1; round < rounds; round++) { // the first one warms up
      double time = step.measure(1, seconds);
      for (int w = 0; w < times.length; w++) {
        times[w][Math.max(0, round)] = Repetitions.median(ways.get(w), seconds);
      }
      steps[Math.max(0, round)] = time;
    }
    print(all, times, steps);
    return 0;
  }

  /** Brings a batch to the network, another one each time. */
  private Runnable batches(String text) {
    ByteSampleBlock images = new GeneratedImages(1).block(0, 4 * batch);
    Augmentation augmentation = text.equals(NONE) ? Augmentation.NONE : Transforms.parse(text);
    SampleTransform way = new SampleTransform(Normalization.CIFAR10, augmentation, 1);
    ImageBuffer buffer = new ImageBuffer();
    int stride = way.outputShape(Cifar10.SHAPE).size();
    float[] input = new float[batch * stride];
    int[] visits = new int[1];
    return () -> {
      int visit = visits[0]++;
      for (int i = 0; i < batch; i++) {
        way.write(images, (visit % 4) * batch + i, visit / 4, buffer, input, i * stride);
      }
    };
  }

  private void print(List<String> names, double[][] times, double[] steps) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(Machine.description());
    out.printf(
        Locale.ROOT,
        "step of %s, batch %d, one core: %.2f ms%n",
        model,
        batch,
        1e3 * Median.of(steps));
    out.printf("%12s %14s  %s%n", "us an image", "share of step", "transforms");
    for (int w = 0; w < times.length; w++) {
      double[] shares = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        double added = times[w][round] - times[0][round];
        shares[round] = added / (steps[round] + times[w][round]);
      }
      out.printf(
          Locale.ROOT,
          "%12.2f %13.1f%%  %s%n",
          1e6 * Median.of(times[w]) / batch,
          100 * Median.of(shares),
          names.get(w));
    }
    out.flush();
  }

  public static void main(String[] args) {
    Job.main(new AugmentationBenchmark(), args);
  }
}
