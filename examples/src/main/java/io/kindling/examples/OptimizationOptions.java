package io.kindling.examples;

import io.kindling.io.Json;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.optim.OptimizerOptions;
import io.kindling.optim.Optimizers;
import io.kindling.optim.schedule.ScheduleFactory;
import io.kindling.optim.schedule.Schedules;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.ml.KindlingClassifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import picocli.CommandLine.Option;

/** The loss, the optimizer and how its learning rate changes. */
final class OptimizationOptions {
  private static final String SGD = "SGD";
  private static final double MOMENTUM = 0.9;

  /** Schedules that PyTorch's recipes step after every batch. */
  private static final List<String> BY_STEP = List.of("onecyclelr", "cycliclr");

  /** Options without a default that are the length of the run, where they are not given. */
  private static final Map<String, String> LENGTH =
      Map.of("onecyclelr", "totalSteps", "cosineannealinglr", "tMax");

  /** What a schedule counts. */
  enum Unit {
    STEP,
    EPOCH
  }

  @Option(
      names = "--lr",
      paramLabel = "X",
      defaultValue = "0.01",
      description = "Learning rate; default: ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = SGD,
      completionCandidates = OptimizerNames.class,
      description = "One of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
  private String optimizer;

  @Option(
      names = "--optimizer-options",
      paramLabel = "JSON",
      defaultValue = "{}",
      description =
          "Further options of the optimizer by PyTorch's names, as '{\"betas\": [0.9, 0.95]}'.")
  private String optimizerOptions;

  @Option(
      names = "--momentum",
      paramLabel = "X",
      description = "Momentum of SGD; default: " + MOMENTUM + ".")
  private Double momentum;

  @Option(names = "--nesterov", description = "Nesterov's momentum; of SGD.")
  private boolean nesterov;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      description =
          "L2 penalty (of AdamW: decoupled weight decay); default: the optimizer's own, for SGD 0.")
  private Double weightDecay;

  @Option(
      names = "--filter-bias-and-bn",
      negatable = true,
      description =
          "No weight decay for biases and the weights of normalization layers;"
              + " --no-filter-bias-and-bn where a recipe does.")
  private boolean filterBiasAndBn;

  @Option(
      names = "--model-ema-decay",
      paramLabel = "X",
      defaultValue = "0",
      description =
          "Decay of an exponential moving average of the weights, as 0.999, by which the model is"
              + " tested and which is saved; none unless told.")
  private double modelEmaDecay;

  @Option(
      names = "--clip-norm",
      paramLabel = "X",
      description =
          "Scale a batch's gradient down to this Euclidean norm where its own is greater; no limit"
              + " unless told.")
  private Double clipNorm;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      completionCandidates = ScheduleNames.class,
      description =
          "How the learning rate changes, one of ${COMPLETION-CANDIDATES}; constant unless told.")
  private String schedule;

  @Option(
      names = "--schedule-options",
      paramLabel = "JSON",
      defaultValue = "{}",
      description =
          "The schedule's options by PyTorch's names, as '{\"max_lr\": 0.4}'. total_steps of"
              + " OneCycleLR and T_max of CosineAnnealingLR are the length of the run unless told.")
  private String scheduleOptions;

  @Option(
      names = "--schedule-unit",
      paramLabel = "UNIT",
      description =
          "What the schedule counts: step or epoch; default: step for OneCycleLR and CyclicLR,"
              + " epoch for the others.")
  private Unit scheduleUnit;

  @Option(
      names = "--label-smoothing",
      paramLabel = "X",
      defaultValue = "0",
      description =
          "Part of a target that is spread over all classes, 0..1; default: ${DEFAULT-VALUE}.")
  private double labelSmoothing;

  /**
   * Everything but the schedule.
   *
   * @throws IllegalArgumentException when the settings do not go together
   */
  void addTo(DistributedTrainer.Builder trainer) {
    trainer
        .loss(new CrossEntropyLoss(CrossEntropyLoss.options().labelSmoothing(labelSmoothing)))
        .optimizer(optimizer())
        .filterBiasAndBn(filterBiasAndBn)
        .modelEmaDecay(modelEmaDecay);
    if (clipNorm != null) {
      trainer.clipGradientNorm(clipNorm);
    }
    if (schedule != null) {
      schedule(1); // whether its options make sense
    } else if (!scheduleOptions.equals("{}") || scheduleUnit != null) {
      throw new IllegalArgumentException(
          (scheduleUnit == null ? "--schedule-options" : "--schedule-unit")
              + " needs --schedule NAME");
    }
  }

  /** The schedule of a run of so many epochs, or of fewer steps. */
  void addSchedule(DistributedTrainer.Builder trainer, int epochs, long stepsPerEpoch, Long steps) {
    if (schedule == null) {
      return;
    }
    long most = Math.multiplyExact(epochs, stepsPerEpoch);
    long whole = steps == null ? most : Math.min(steps, most);
    if (unit() == Unit.STEP) {
      trainer.scheduleBySteps(schedule(whole));
    } else {
      trainer.schedule(schedule((whole + stepsPerEpoch - 1) / stepsPerEpoch));
    }
  }

  /**
   * Everything but the schedule's length, for a stage of Spark ML.
   *
   * @throws IllegalArgumentException when the settings do not go together
   */
  void addTo(KindlingClassifier classifier) {
    addTo(DistributedTrainer.builder()); // refuses what does not go together
    Map<String, Object> options = new LinkedHashMap<>(optimizerOptions());
    options.remove("lr");
    classifier
        .setOptimizer(optimizer)
        .setOptimizerOptions(Json.write(options))
        .setLearningRate(learningRate)
        .setFilterBiasAndBn(filterBiasAndBn)
        .setModelEmaDecay(modelEmaDecay)
        .setClipGradNorm(clipNorm == null ? 0 : clipNorm)
        .setLossOptions(Json.write(Map.of("labelSmoothing", labelSmoothing)));
  }

  /** The schedule of a fit of so many epochs. */
  void addSchedule(KindlingClassifier classifier, int epochs, LongSupplier stepsPerEpoch) {
    if (schedule == null) {
      return;
    }
    long length = unit() == Unit.STEP ? epochs * stepsPerEpoch.getAsLong() : epochs;
    classifier
        .setSchedule(schedule)
        .setScheduleOptions(Json.write(scheduleOptions(length)))
        .setScheduleUnit(unit().name().toLowerCase(Locale.ROOT));
  }

  private Unit unit() {
    if (scheduleUnit != null) {
      return scheduleUnit;
    }
    return BY_STEP.contains(schedule.toLowerCase(Locale.ROOT)) ? Unit.STEP : Unit.EPOCH;
  }

  private ScheduleFactory schedule(long length) {
    return Schedules.byName(schedule, scheduleOptions(length));
  }

  private Map<String, Object> scheduleOptions(long length) {
    Map<String, Object> options = Json.options("--schedule-options", scheduleOptions);
    String name = LENGTH.get(schedule.toLowerCase(Locale.ROOT));
    if (name != null && options.keySet().stream().noneMatch(key -> same(key, name))) {
      options.put(name, length);
    }
    return options;
  }

  private OptimizerOptions optimizer() {
    return Optimizers.byName(optimizer, optimizerOptions());
  }

  private Map<String, Object> optimizerOptions() {
    Map<String, Object> options = Json.options("--optimizer-options", optimizerOptions);
    boolean sgd = optimizer.equalsIgnoreCase(SGD);
    add(options, "--lr", "lr", learningRate);
    add(options, "--momentum", "momentum", momentum);
    add(options, "--weight-decay", "weightDecay", weightDecay);
    if (sgd) {
      options.putIfAbsent("momentum", MOMENTUM);
    }
    if (nesterov) {
      add(options, "--nesterov", "nesterov", true);
    }
    return options;
  }

  private static void add(Map<String, Object> options, String flag, String name, Object value) {
    if (value == null) {
      return;
    }
    if (options.keySet().stream().anyMatch(key -> same(key, name))) {
      throw new IllegalArgumentException(
          "--optimizer-options: '" + name + "' is what " + flag + " says; give it there alone");
    }
    options.put(name, value);
  }

  /** Whether a key is an option, spelled as in Java or as in Python. */
  private static boolean same(String key, String name) {
    return key.replace("_", "").equalsIgnoreCase(name);
  }

  /** What the model's metadata says of the settings. */
  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("optimizer", optimizer);
    facts.put("lr", learningRate);
    if (optimizer.equalsIgnoreCase(SGD)) {
      facts.put("momentum", momentum == null ? MOMENTUM : momentum);
      facts.put("nesterov", nesterov);
      facts.put("weightDecay", weightDecay == null ? 0 : weightDecay);
    } else if (weightDecay != null) {
      facts.put("weightDecay", weightDecay);
    }
    facts.put("optimizerOptions", Json.options("--optimizer-options", optimizerOptions));
    if (filterBiasAndBn) {
      facts.put("filterBiasAndBn", true);
    }
    if (modelEmaDecay > 0) {
      facts.put("modelEmaDecay", modelEmaDecay);
    }
    if (clipNorm != null) {
      facts.put("clipNorm", clipNorm);
    }
    if (schedule != null) {
      facts.put("schedule", schedule);
      facts.put("scheduleOptions", Json.options("--schedule-options", scheduleOptions));
      facts.put("scheduleUnit", unit().name().toLowerCase(Locale.ROOT));
    }
    if (labelSmoothing != 0) {
      facts.put("labelSmoothing", labelSmoothing);
    }
    return facts;
  }

  /** For the help. */
  static final class OptimizerNames extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    OptimizerNames() {
      super(Optimizers.names());
    }
  }

  /** For the help. */
  static final class ScheduleNames extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    ScheduleNames() {
      super(Schedules.names());
    }
  }
}
