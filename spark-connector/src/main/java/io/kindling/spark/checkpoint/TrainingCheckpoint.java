package io.kindling.spark.checkpoint;

import io.kindling.io.Checkpoint;
import io.kindling.io.StateDict;
import io.kindling.nn.FlatParameters;
import io.kindling.nn.Module;
import io.kindling.spark.worker.ModelState;
import io.kindling.spark.worker.TrainingSnapshot;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that a run leaves behind to go on from: sections {@code model} (the tensors of the model's
 * state dict, by name), {@code optimizer}, {@code schedule}, {@code run} (the step, and all buffers
 * in float64, those too that a state dict leaves out), {@code configuration} and {@code history}.
 *
 * @param snapshot where the run stands
 * @param configuration what the run is
 * @param history what the run has reported so far
 */
public record TrainingCheckpoint(
    TrainingSnapshot snapshot, RunConfiguration configuration, StateDict history) {
  private static final String MODEL = "model";
  private static final String OPTIMIZER = "optimizer";
  private static final String SCHEDULE = "schedule";
  private static final String RUN = "run";
  private static final String CONFIGURATION = "configuration";
  private static final String HISTORY = "history";
  private static final String STEP = "step";
  private static final String BUFFERS = "buffers";

  /**
   * As sections of a file.
   *
   * @param module a copy of the model, which is overwritten
   */
  public Checkpoint toFile(Module module) {
    snapshot.model().loadInto(module, FlatParameters.of(module));
    double[] buffers = snapshot.model().buffers();
    Map<String, Tensor> extra =
        buffers.length == 0 ? Map.of() : Map.of(BUFFERS, Tensors.tensor(buffers));
    return Checkpoint.empty()
        .with(MODEL, new StateDict(module.stateDict(), Map.of()))
        .with(OPTIMIZER, snapshot.optimizer())
        .with(SCHEDULE, snapshot.schedule())
        .with(RUN, new StateDict(extra, Map.of(STEP, snapshot.step())))
        .with(CONFIGURATION, configuration.toStateDict())
        .with(HISTORY, history);
  }

  /** The configuration in a file, which says whether the rest can be read with a model. */
  public static RunConfiguration configuration(Checkpoint file) {
    return RunConfiguration.of(file.section(CONFIGURATION));
  }

  /**
   * What {@link #toFile} wrote.
   *
   * @param module a copy of the model, which is overwritten
   * @throws IllegalArgumentException when the file is of another model
   */
  public static TrainingCheckpoint fromFile(Checkpoint file, Module module) {
    Map<String, Tensor> tensors = file.section(MODEL).tensors();
    checkShapes(tensors, module);
    module.loadStateDict(new LinkedHashMap<>(tensors));
    StateDict run = file.section(RUN);
    ModelState named = ModelState.of(module, FlatParameters.of(module));
    double[] buffers =
        named.buffers().length == 0 ? named.buffers() : run.tensor(BUFFERS).toDoubleArray();
    if (buffers.length != named.buffers().length || run.whole(STEP) < 0) {
      throw new IllegalArgumentException(
          "it holds "
              + buffers.length
              + " elements of buffers after step "
              + run.whole(STEP)
              + ", the model has "
              + named.buffers().length);
    }
    TrainingSnapshot snapshot =
        new TrainingSnapshot(
            run.whole(STEP),
            new ModelState(named.parameters(), buffers),
            file.section(OPTIMIZER),
            file.section(SCHEDULE));
    return new TrainingCheckpoint(snapshot, configuration(file), file.section(HISTORY));
  }

  private static void checkShapes(Map<String, Tensor> tensors, Module module) {
    module
        .stateDict()
        .forEach(
            (name, own) -> {
              Tensor saved = tensors.get(name);
              if (saved == null || !saved.shape().equals(own.shape())) {
                throw new IllegalArgumentException(
                    "model: "
                        + name
                        + (saved == null ? " is missing" : " has shape " + saved.shape())
                        + " there, has shape "
                        + own.shape()
                        + " here");
              }
            });
  }
}
