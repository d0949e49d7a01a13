package io.kindling.spark.listener;

import io.kindling.nn.Module;
import io.kindling.spark.EpochSummary;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingResult;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.allreduce.Cancellation;
import io.kindling.spark.allreduce.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several listeners as one, told in their order. What one of them throws is its own affair: a
 * warning says so once, it is told nothing more, and the others and the run go on; unless it {@link
 * #endsRun}.
 */
public final class Listeners implements TrainingListener {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<TrainingListener> listeners;
  private final List<TrainingListener> started = new ArrayList<>();

  /** All of these; the list is copied. */
  public Listeners(List<? extends TrainingListener> listeners) {
    this.listeners = new ArrayList<>(listeners);
  }

  @Override
  public void onStart(TrainingStart start) {
    tell(
        "onStart",
        listener -> {
          listener.onStart(start);
          started.add(listener);
        });
  }

  @Override
  public void onWarning(String text) {
    tell("onWarning", listener -> listener.onWarning(text));
  }

  @Override
  public void onStep(StepReport step) {
    tell("onStep", listener -> listener.onStep(step));
  }

  @Override
  public void onEpoch(EpochSummary epoch) {
    tell("onEpoch", listener -> listener.onEpoch(epoch));
  }

  @Override
  public void onModel(EpochSummary epoch, Supplier<Module> model) {
    tell("onModel", listener -> listener.onModel(epoch, model));
  }

  /** All are asked, each keeps its own count; one is enough. */
  @Override
  public boolean stopsAfter(EpochSummary epoch, Supplier<Module> model) {
    boolean[] stops = new boolean[1];
    tell("stopsAfter", listener -> stops[0] |= listener.stopsAfter(epoch, model));
    return stops[0];
  }

  @Override
  public void onEnd(TrainingResult result) {
    tell("onEnd", listener -> listener.onEnd(result));
  }

  /** Whoever was not told of a start is not told of the end; nothing it throws is thrown. */
  @Override
  public void onFailure(Exception failure) {
    listeners.retainAll(started);
    tell(
        "onFailure",
        listener -> {
          try {
            listener.onFailure(failure);
          } catch (Exception | LinkageError e) {
            if (Cancellation.isInterruption(e)) {
              Thread.currentThread().interrupt();
            }
            warn(listener, "onFailure", e);
          }
        });
  }

  /** Whether one of them does. */
  @Override
  public boolean endsRun() {
    return listeners.stream().anyMatch(TrainingListener::endsRun);
  }

  private void tell(String what, Consumer<TrainingListener> call) {
    for (TrainingListener listener : List.copyOf(listeners)) {
      try {
        call.accept(listener);
      } catch (Exception | LinkageError e) {
        // Spark's exceptions are checked, but Scala does not declare them. A job of a listener that
        // was cancelled, or an interrupt, is meant for the run.
        boolean cancelled = !(e instanceof RuntimeException) && Cancellation.isCancellation(e);
        if (e instanceof Exception && (listener.endsRun() || cancelled)) {
          throw e;
        }
        listeners.remove(listener);
        warn(listener, what, e);
      }
    }
  }

  private static void warn(TrainingListener listener, String what, Throwable e) {
    String name = listener.getClass().getName();
    LOG.warn(
        "the listener {} failed in {}: {}; it is told nothing more of this run, training goes on",
        name,
        what,
        e instanceof ListenerException ? e.getMessage() : e.toString());
    LOG.debug("what the listener {} threw", name, e);
  }
}
