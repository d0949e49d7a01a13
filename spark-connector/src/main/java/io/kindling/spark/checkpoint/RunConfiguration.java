package io.kindling.spark.checkpoint;

import io.kindling.data.EpochSampler;
import io.kindling.io.StateDict;
import io.kindling.nn.Module;
import io.kindling.optim.Optimizer;
import io.kindling.optim.schedule.LRScheduler;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.worker.JavaBytes;
import io.kindling.spark.worker.TrainingProgram;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * What a run must have in common with a checkpoint to go on from it, as plain values by name. The
 * number of epochs is not part of it: a run may be made longer.
 *
 * @param values Long, Double, Boolean, String, or lists of these
 */
public record RunConfiguration(Map<String, Object> values) {
  private static final String PARTITIONS = "samples in each partition";
  private static final String MICRO_BATCH = "micro-batch size";
  private static final String MODEL = "model";
  private static final String SCHEDULE = "schedule";

  private static final String LOCAL_STEPS = "local steps";
  private static final String WIRE_FORMAT = "gradients on the wire";

  private static final String DATA = "fingerprint of the training data";
  private static final String ORDER = "order of the samples";

  /** Changed whenever the same seed gives other batches. */
  private static final long PAIRED_ORDER = 2;

  private static final int SHOWN = 60;

  public RunConfiguration {
    values = Map.copyOf(values);
  }

  /**
   * The configuration of a program.
   *
   * @param partitions number of samples in each partition
   * @param strategy of which counts what changes the result, not its name
   */
  public static RunConfiguration of(
      TrainingProgram program, long[] partitions, AllReduce strategy) {
    Map<String, Object> values = new LinkedHashMap<>();
    Module module = JavaBytes.copy(program.module(), Module.class, "the model");
    values.put(MODEL, module.toString());
    values.put("loss", program.loss().toString() + " " + program.loss().settings());
    List<Tensor> trained = module.parameters().stream().filter(Tensor::requiresGrad).toList();
    values.put("number of trained parameter tensors", (long) trained.size());
    Optimizer optimizer = program.optimizer().create(trained);
    optimizer
        .stateDict()
        .values()
        .forEach(
            (name, value) -> {
              if (value != null && !name.endsWith(".params")) {
                values.put(optimizerName(name), value);
              }
            });
    values.put(SCHEDULE, schedule(program, optimizer));
    EpochSampler sampler = program.sampler();
    values.put("number of samples", sampler.samples());
    values.put("batch size", (long) sampler.batchSize());
    values.put("shuffle", sampler.shuffle());
    if (sampler.shuffle() && sampler.samples() % sampler.batchSize() > 1) {
      values.put(ORDER, PAIRED_ORDER);
    }
    values.put(DATA, Long.toHexString(program.training().sum()));
    values.put("dropLast", sampler.dropLast());
    values.put("seed", program.seed());
    values.put("normalization", program.transform().normalization().toString());
    values.put("augmentation", name(program.transform().augmentation()));
    values.put("seed of the augmentation", program.transform().seed());
    values.put(MICRO_BATCH, (long) program.limits().training());
    if (program.clips()) {
      values.put("greatest norm of the gradient", program.update().maxGradientNorm());
    }
    if (program.update().filterBiasAndBn()) {
      values.put("filterBiasAndBn", true);
    }
    if (program.update().averageDecay() > 0) {
      values.put("decay of the averaged weights", program.update().averageDecay());
    }
    if (program.syncBatchNorm()) {
      values.put("syncBatchNorm", true);
    }
    if (program.mixing().transform() != null) {
      values.put("mixing of samples", name(program.mixing().transform()));
    }
    values.put(LOCAL_STEPS, (long) strategy.localSteps());
    values.put(WIRE_FORMAT, strategy.wireFormat().name());
    values.put(PARTITIONS, LongStream.of(partitions).boxed().toList());
    return new RunConfiguration(values);
  }

  /**
   * What was in a checkpoint.
   *
   * @throws IllegalArgumentException when a value is missing or of another kind
   */
  public static RunConfiguration of(StateDict section) {
    section
        .values()
        .forEach(
            (name, value) -> {
              if (value == null || name.equals(PARTITIONS) && !(value instanceof List<?>)) {
                throw new IllegalArgumentException(
                    "its configuration's \"" + name + "\" is " + value);
              }
            });
    return new RunConfiguration(section.values());
  }

  /** A record says all about itself; of another object only the class is told reliably. */
  private static String name(Object settings) {
    return settings instanceof Record ? settings.toString() : settings.getClass().getName();
  }

  private static String optimizerName(String name) {
    return name.equals("optimizer")
        ? name
        : name.replaceFirst("^param_groups\\.0\\.", "the optimizer's ")
            .replaceFirst("^param_groups\\.(\\d+)\\.", "the optimizer's group $1: ");
  }

  /** Kind and settings of the schedule; functions of the user's are not looked into. */
  private static String schedule(TrainingProgram program, Optimizer optimizer) {
    if (program.schedule().factory() == null) {
      return "none";
    }
    LRScheduler schedule = program.schedule().factory().create(optimizer);
    return "by "
        + program.schedule().unit()
        + ": "
        + schedule.getClass().getSimpleName()
        + " "
        + new TreeMap<>(schedule.stateDict().values());
  }

  /** For a {@link io.kindling.io.Checkpoint}. */
  public StateDict toStateDict() {
    return StateDict.ofValues(values);
  }

  /**
   * Why a run with this configuration cannot go on from a checkpoint with that one, each reason in
   * a few words; empty when it can.
   */
  public List<String> conflicts(RunConfiguration checkpoint) {
    List<String> reasons = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(values.keySet());
    names.addAll(checkpoint.values.keySet());
    names.remove(PARTITIONS);
    names.remove(MICRO_BATCH);
    names.remove(WIRE_FORMAT);
    if (!checkpoint.values.containsKey(DATA)) {
      names.remove(DATA); // of an earlier version
    }
    for (String name : names) {
      // As texts: a file says infinity with a word.
      String here = String.valueOf(values.getOrDefault(name, "none"));
      String there = String.valueOf(checkpoint.values.getOrDefault(name, "none"));
      if (!here.equals(there)) {
        reasons.add(
            switch (name) {
              case SCHEDULE -> "the learning-rate schedule is another";
              case DATA -> "the training data hold other samples, or in another order";
              case ORDER -> "another version of Kindling drew other batches from the same seed";
              default -> name + differs(name, there, here);
            });
      }
    }
    int workers = partitions().size();
    int theirs = checkpoint.partitions().size();
    if (workers != theirs && !values.get(LOCAL_STEPS).equals(1L)) {
      reasons.add(
          "with local steps each partition trains by itself, and there are "
              + theirs
              + " there, "
              + workers
              + " here");
    }
    return reasons;
  }

  private static String differs(String name, String there, String here) {
    String between = name.equals(MODEL) ? ": " : " ";
    List<String> a = there.lines().toList();
    List<String> b = here.lines().toList();
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      String left = i < a.size() ? a.get(i).strip() : "nothing";
      String right = i < b.size() ? b.get(i).strip() : "nothing";
      if (!left.equals(right)) {
        return between + shown(left) + " there, " + shown(right) + " here";
      }
    }
    return between + "differs";
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  /**
   * What makes a run with this configuration, gone on from a checkpoint with that one, differ by
   * rounding from one that was never stopped; empty when they are the same to the bit.
   */
  public List<String> warnings(RunConfiguration checkpoint) {
    List<String> warnings = new ArrayList<>();
    List<?> here = partitions();
    List<?> there = checkpoint.partitions();
    if (here.size() != there.size()) {
      warnings.add(there.size() + " partitions there, " + here.size() + " here");
    } else if (!here.equals(there)) {
      warnings.add("the partitions hold other numbers of samples");
    }
    warnings.addAll(
        difference(checkpoint, MICRO_BATCH, "micro-batches of %s samples there, of %s here"));
    warnings.addAll(
        difference(checkpoint, WIRE_FORMAT, "gradients that travelled as %s there, as %s here"));
    return warnings;
  }

  private List<String> difference(RunConfiguration checkpoint, String name, String words) {
    Object here = values.get(name);
    Object there = checkpoint.values.get(name);
    return here.equals(there) ? List.of() : List.of(String.format(words, there, here));
  }

  private List<?> partitions() {
    return (List<?>) values.getOrDefault(PARTITIONS, List.of());
  }
}
