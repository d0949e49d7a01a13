package io.kindling.examples.bench;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Figures of Kindling and, where there is one, of its peer, measured in turns: a machine whose
 * speed drifts slows both. Medians over the rounds; ratios are taken round by round.
 */
final class Turns {
  private final double[] ours;
  private final double[] theirs;

  /** Measures once; the unit is the benchmark's. */
  interface Measurement {
    double measure() throws IOException, InterruptedException;
  }

  private Turns(double[] ours, double[] theirs) {
    this.ours = ours;
    this.theirs = theirs;
  }

  static Turns take(int rounds, Measurement kindling, Optional<Measurement> peer)
      throws IOException, InterruptedException {
    double[] ours = new double[rounds];
    double[] theirs = new double[peer.isPresent() ? rounds : 0];
    for (int round = 0; round < rounds; round++) {
      ours[round] = kindling.measure();
      if (peer.isPresent()) {
        theirs[round] = peer.get().measure();
      }
    }
    return new Turns(ours, theirs);
  }

  /** Cells of a table: Kindling's rate, the peer's, and how many times as fast Kindling is. */
  String rates() {
    return cells("%.0f", false);
  }

  /** Cells of a table: Kindling's time, the peer's, and how many times as fast Kindling is. */
  String times() {
    return cells("%.4f", true);
  }

  private String cells(String format, boolean lessIsFaster) {
    String mine = String.format(Locale.ROOT, format, Median.of(ours));
    if (theirs.length == 0) {
      return mine + " | - | -";
    }
    double[] ratios = new double[ours.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = lessIsFaster ? theirs[i] / ours[i] : ours[i] / theirs[i];
    }
    return String.format(
        Locale.ROOT, "%s | " + format + " | %.2f", mine, Median.of(theirs), Median.of(ratios));
  }
}
