package io.kindling.autograd;

/**
 * Whether operations of this thread record the graph. Scopes nest and are closed by
 * try-with-resources:
 *
 * <pre>{@code
 * try (var scope = GradMode.noGrad()) {
 *   model.call(images);
 * }
 * }</pre>
 */
public final class GradMode {
  private static final ThreadLocal<GradMode> STATE = ThreadLocal.withInitial(GradMode::new);

  private boolean enabled = true;
  private boolean inference;
  private Recorder spare;

  private GradMode() {}

  /** True when operations on tensors that require a gradient are recorded. */
  public static boolean isEnabled() {
    GradMode state = STATE.get();
    return state.enabled && !state.inference;
  }

  /** True inside {@link #inferenceMode}: results can never take part in a graph. */
  public static boolean isInference() {
    return STATE.get().inference;
  }

  /**
   * A recorder that is not in use, for this thread's next operation; null when recording is off.
   */
  static Recorder recorder() {
    GradMode state = STATE.get();
    if (!state.enabled || state.inference) {
      return null;
    }
    Recorder recorder = state.spare == null ? new Recorder() : state.spare;
    state.spare = null;
    return recorder;
  }

  /** The recorder is not in use any more. */
  static void giveBack(Recorder recorder) {
    STATE.get().spare = recorder;
  }

  /** Records nothing until closed, as {@code torch.no_grad()}. */
  public static Scope noGrad() {
    return set(false, isInference());
  }

  /** Records again inside a {@link #noGrad} scope, as {@code torch.enable_grad()}. */
  public static Scope enableGrad() {
    return set(true, isInference());
  }

  /** As {@code torch.set_grad_enabled(mode)} used as a scope. */
  public static Scope setGradEnabled(boolean mode) {
    return set(mode, isInference());
  }

  /**
   * Records nothing, and marks new tensors so that they can never be recorded later, as {@code
   * torch.inference_mode()}.
   */
  public static Scope inferenceMode() {
    return inferenceMode(true);
  }

  /** {@link #inferenceMode()}, or inside one normal recording again when {@code mode} is false. */
  public static Scope inferenceMode(boolean mode) {
    return set(!mode, mode);
  }

  private static Scope set(boolean enabled, boolean inference) {
    GradMode state = STATE.get();
    boolean enabledBefore = state.enabled;
    boolean inferenceBefore = state.inference;
    state.enabled = enabled;
    state.inference = inference;
    return () -> {
      state.enabled = enabledBefore;
      state.inference = inferenceBefore;
    };
  }

  /** Restores the previous mode when closed; close it on the thread that opened it. */
  @FunctionalInterface
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }
}
