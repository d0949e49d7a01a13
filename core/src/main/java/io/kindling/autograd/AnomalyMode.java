package io.kindling.autograd;

/** Whether this thread looks for gradients that are not numbers; see {@link Autograd}. */
final class AnomalyMode {
  private static final ThreadLocal<AnomalyMode> STATE = ThreadLocal.withInitial(AnomalyMode::new);

  private boolean enabled;
  private boolean checkNan;

  private AnomalyMode() {}

  static GradMode.Scope enter(boolean checkNan) {
    AnomalyMode state = STATE.get();
    boolean enabledBefore = state.enabled;
    boolean checkBefore = state.checkNan;
    state.enabled = true;
    state.checkNan = checkNan;
    return () -> {
      state.enabled = enabledBefore;
      state.checkNan = checkBefore;
    };
  }

  static boolean isEnabled() {
    return STATE.get().enabled;
  }

  static boolean checksNan() {
    AnomalyMode state = STATE.get();
    return state.enabled && state.checkNan;
  }
}
