package io.kindling.ops;

import java.util.Arrays;

/**
 * The paths of one sample through connectionist temporal classification: its labels with a blank
 * before, between and after them, step by step; logarithms throughout.
 *
 * <p>Source: A. Graves et al., "Connectionist temporal classification", ICML 2006.
 */
final class CtcLattice {
  private final int[] states;
  private final int steps;
  private final double[][] logs;
  private double[][] forward;

  /**
   * @param labels the target
   * @param logs {@code logs[t][c]}: logarithmic probability of class c at step t
   * @param steps how many of them count
   */
  CtcLattice(int[] labels, int blank, double[][] logs, int steps) {
    this.states = new int[2 * labels.length + 1];
    Arrays.fill(states, blank);
    for (int i = 0; i < labels.length; i++) {
      states[2 * i + 1] = labels[i];
    }
    this.logs = logs;
    this.steps = steps;
  }

  /** The class of each state. */
  int[] states() {
    return states.clone();
  }

  /** True where a path may come from two states before: over a blank, between unequal labels. */
  boolean skips(int state) {
    return state >= 2 && states[state] != states[state - 2];
  }

  /** {@code [t][s]}: all paths that are in state s at step t, their part up to there. */
  private double[][] forward() {
    if (forward != null) {
      return forward;
    }
    double[][] alpha = new double[steps][states.length];
    for (int t = 0; t < steps; t++) {
      for (int s = 0; s < states.length; s++) {
        double sum = t == 0 ? (s < 2 ? 0 : Double.NEGATIVE_INFINITY) : alpha[t - 1][s];
        if (t > 0 && s >= 1) {
          sum = logAdd(sum, alpha[t - 1][s - 1]);
        }
        if (t > 0 && skips(s)) {
          sum = logAdd(sum, alpha[t - 1][s - 2]);
        }
        alpha[t][s] = sum + logs[t][states[s]];
      }
    }
    forward = alpha;
    return alpha;
  }

  /** {@code [t][s]}: all paths that are in state s at step t, their part from there on. */
  private double[][] backward() {
    int last = states.length - 1;
    double[][] beta = new double[steps][states.length];
    for (int t = steps - 1; t >= 0; t--) {
      boolean end = t == steps - 1;
      for (int s = last; s >= 0; s--) {
        double sum = end ? (s >= last - 1 ? 0 : Double.NEGATIVE_INFINITY) : beta[t + 1][s];
        if (!end && s < last) {
          sum = logAdd(sum, beta[t + 1][s + 1]);
        }
        if (!end && s + 2 <= last && skips(s + 2)) {
          sum = logAdd(sum, beta[t + 1][s + 2]);
        }
        beta[t][s] = sum + logs[t][states[s]];
      }
    }
    return beta;
  }

  /** Minus the logarithmic probability of the target; infinite when no path is long enough. */
  double loss() {
    if (steps == 0) {
      return states.length == 1 ? 0 : Double.POSITIVE_INFINITY;
    }
    double[] end = forward()[steps - 1];
    int last = states.length - 1;
    return -(last == 0 ? end[0] : logAdd(end[last], end[last - 1]));
  }

  /**
   * {@code [t][c]}: e^x, x being the logarithm of class c at step t, less the probability that a
   * path of the target is in that class then.
   */
  double[][] slopes(int classes) {
    double[][] alpha = forward();
    double[][] beta = backward();
    double loss = loss();
    double[][] slopes = new double[steps][classes];
    for (int t = 0; t < steps; t++) {
      double[] sums = new double[classes];
      Arrays.fill(sums, Double.NEGATIVE_INFINITY);
      for (int s = 0; s < states.length; s++) {
        sums[states[s]] = logAdd(sums[states[s]], alpha[t][s] + beta[t][s]);
      }
      for (int c = 0; c < classes; c++) {
        boolean reached = sums[c] != Double.NEGATIVE_INFINITY;
        double posterior = reached ? Math.exp(sums[c] + loss - logs[t][c]) : 0;
        slopes[t][c] = Math.exp(logs[t][c]) - posterior;
      }
    }
    return slopes;
  }

  private static double logAdd(double a, double b) {
    double max = Math.max(a, b);
    return max == Double.NEGATIVE_INFINITY ? max : max + Math.log1p(Math.exp(Math.min(a, b) - max));
  }
}
