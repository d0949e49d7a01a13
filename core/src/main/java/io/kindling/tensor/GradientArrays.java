package io.kindling.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The workspace arrays that one backward pass has taken. The engine gives each back as soon as
 * nothing of the pass refers to it, so that the next gradient is written where the caches are warm
 * and a step needs few arrays for all its gradients. What code of the user may have seen is kept
 * until the step ends, as are all arrays of the forward pass. One thread.
 */
public final class GradientArrays implements AutoCloseable {
  private static final ThreadLocal<GradientArrays> CURRENT = new ThreadLocal<>();

  private final Workspace workspace;
  private final GradientArrays outer;
  private final List<float[]> taken = new ArrayList<>();
  private Object generation = new Object();
  private boolean paused;

  private GradientArrays(Workspace workspace, GradientArrays outer) {
    this.workspace = workspace;
    this.outer = outer;
  }

  /** Begins a backward pass of this thread, which lasts until {@link #close}. */
  public static GradientArrays open() {
    GradientArrays pass = new GradientArrays(Workspace.current(), CURRENT.get());
    CURRENT.set(pass);
    return pass;
  }

  /** Gives back the arrays of which {@code inUse} says no. */
  public void giveBack(Predicate<float[]> inUse) {
    for (int i = taken.size() - 1; i >= 0; i--) {
      float[] array = taken.get(i);
      if (!inUse.test(array)) {
        workspace.giveBack(array);
        float[] last = taken.remove(taken.size() - 1);
        if (i < taken.size()) {
          taken.set(i, last);
        }
      }
    }
  }

  /** Code of the user is about to see gradients: nothing of the pass so far is given back. */
  public void pause() {
    taken.clear();
    generation = new Object();
    paused = true;
  }

  /** Code of the user has returned. */
  public void resume() {
    paused = false;
  }

  /** Runs code of the user that sees none of the pass's arrays; what it makes is its own. */
  public static void unseenBy(Runnable code) {
    GradientArrays pass = CURRENT.get();
    CURRENT.remove();
    try {
      code.run();
    } finally {
      CURRENT.set(pass);
    }
  }

  /** Ends the pass; what it has not given back stays taken until the step ends. */
  @Override
  public void close() {
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }

  /**
   * What marks tensors made now: those made since the pass, or code of the user in it, began, and
   * so seen by nobody else; null where none may be taken for such.
   */
  static Object generation() {
    GradientArrays pass = CURRENT.get();
    return pass == null || pass.paused ? null : pass.generation;
  }

  /** True within a backward pass while no code of the user can see what it computes. */
  static boolean isUnseen() {
    GradientArrays pass = CURRENT.get();
    return pass != null && !pass.paused;
  }

  /** Keeps an array until the step ends. */
  static void keep(float[] array) {
    GradientArrays pass = CURRENT.get();
    if (pass != null) {
      pass.forget(array);
    }
  }

  private void forget(float[] array) {
    for (int i = taken.size() - 1; i >= 0; i--) {
      if (taken.get(i) == array) {
        taken.remove(i);
      }
    }
  }

  /** The workspace has given {@code array} to this thread. */
  static void took(Workspace from, float[] array) {
    GradientArrays pass = CURRENT.get();
    if (pass != null && !pass.paused && pass.workspace == from) {
      pass.taken.add(array);
    }
  }
}
