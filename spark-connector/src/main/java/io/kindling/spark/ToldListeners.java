package io.kindling.spark;

import io.kindling.nn.Module;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.listener.Listeners;
import java.util.List;
import java.util.function.Supplier;

/** Tells the listeners of one run, and knows whether one of them has ended it. */
final class ToldListeners {
  private final Listeners listeners;
  private RuntimeException thrown;

  ToldListeners(List<TrainingListener> listeners) {
    this.listeners = new Listeners(listeners);
  }

  void start(TrainingStart start) {
    telling(
        () -> {
          listeners.onStart(start);
          return null;
        });
  }

  void step(List<String> warnings, StepReport report) {
    telling(
        () -> {
          warnings.forEach(listeners::onWarning);
          listeners.onStep(report);
          return null;
        });
  }

  /** Returns whether a listener stops the run. */
  boolean epoch(EpochSummary summary, Supplier<Module> model) {
    return telling(
        () -> {
          listeners.onEpoch(summary);
          listeners.onModel(summary, model);
          return listeners.stopsAfter(summary, model);
        });
  }

  void end(TrainingResult result) {
    telling(
        () -> {
          listeners.onEnd(result);
          return null;
        });
  }

  void failure(Exception e) {
    listeners.onFailure(e);
  }

  /** Whether a listener has thrown it, which ends the run and is thrown as what it is. */
  boolean haveThrown(Exception e) {
    return e == thrown;
  }

  private <T> T telling(Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      thrown = e;
      throw e;
    }
  }
}
