package io.kindling.tensor;

/**
 * The arrays of activations and their gradients, reused training step after training step, so that
 * a warm step allocates nothing large.
 *
 * <pre>{@code
 * Workspace workspace = new Workspace();
 * for (Batch batch : batches) {
 *   try (Workspace.Step step = workspace.step()) {
 *     Tensor loss = criterion.call(model.call(batch.x()), batch.y());
 *     loss.backward();
 *     optimizer.step();
 *   }
 * }
 * }</pre>
 *
 * <p>What operations compute inside a step is valid until the step closes; then its array may hold
 * another tensor's elements. Take out what must live longer by {@code item()} or {@code
 * toFloatArray()}, or compute it outside a step. Parameters, their gradients and optimizer state
 * never come from a workspace. Gradients of intermediate results go back as soon as the backward
 * pass has used them, unless a hook or another part of the user's program could have seen them. One
 * thread at a time.
 */
public final class Workspace {
  /** A program may well keep what is shorter: safer when each is its own. */
  private static final int LEAST = 1024;

  private static final ThreadLocal<Workspace> CURRENT = new ThreadLocal<>();

  private final ArrayPool pool = new ArrayPool();

  /** The time during which arrays come from the workspace. */
  public interface Step extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Lets operations of this thread take their arrays from here until the returned step closes.
   * Steps of different workspaces nest.
   */
  public Step step() {
    Workspace outer = CURRENT.get();
    CURRENT.set(this);
    return () -> {
      if (outer == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(outer);
      }
      pool.freeAll();
    };
  }

  /** Floats held, taken or not. */
  public long size() {
    return pool.floats();
  }

  /** Frees all arrays; what the open step computed stays valid. */
  public void clear() {
    pool.clear();
  }

  /**
   * An array for a result that the caller overwrites entirely: from the workspace whose step is
   * open on this thread, else a new one.
   *
   * @throws OutOfHeapException if memory does not suffice, saying how much is needed
   */
  public static float[] floats(int length) {
    return floats(length, length >= LEAST || GradientArrays.isUnseen());
  }

  /** As {@link #floats}, for what an operation keeps to itself: short arrays are reused too. */
  public static float[] hidden(int length) {
    return floats(length, true);
  }

  private static float[] floats(int length, boolean reused) {
    Workspace current = CURRENT.get();
    try {
      return current == null || !reused ? new float[length] : current.take(length);
    } catch (OutOfMemoryError e) {
      long holds = current == null ? 0 : current.size();
      throw new OutOfHeapException(
          "this batch does not fit into memory: it needs "
              + megabytes(length)
              + " MB more than the "
              + megabytes(holds)
              + " MB its activations already take, and the heap is limited to "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MB; use a smaller batch, or a larger heap (-Xmx, spark.executor.memory)",
          e);
    }
  }

  private float[] take(int length) {
    float[] array = pool.take(length);
    GradientArrays.took(this, array);
    return array;
  }

  /** Nobody reads {@code array}, which was taken in the open step, any more. */
  void giveBack(float[] array) {
    pool.giveBack(array);
  }

  /** The workspace whose step is open on this thread; null for none. */
  static Workspace current() {
    return CURRENT.get();
  }

  private static long megabytes(long floats) {
    return (floats * Float.BYTES >> 20) + 1;
  }
}
