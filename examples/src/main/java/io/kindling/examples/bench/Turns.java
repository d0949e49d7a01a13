package io.kindling.examples.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Figures of Kindling and of its peers, measured in turns: a machine whose speed drifts slows all.
 * Medians over the rounds; ratios are taken round by round.
 */
final class Turns {
  private static final String NOTHING = "-";

  private final double[] ours;
  private final List<Peer> peers;
  private final double[][] theirs;

  /** Measures once; the unit is the benchmark's. */
  interface Measurement {
    /** The figure, or NaN where this machine cannot do it. */
    double measure() throws IOException, InterruptedException;
  }

  /**
   * Another side.
   *
   * @param counts whether Kindling is compared with it; else it is only shown
   */
  record Peer(Measurement measurement, boolean counts) {}

  private Turns(double[] ours, List<Peer> peers, double[][] theirs) {
    this.ours = ours;
    this.peers = peers;
    this.theirs = theirs;
  }

  static Turns take(int rounds, Measurement kindling, Optional<Measurement> peer)
      throws IOException, InterruptedException {
    return take(rounds, kindling, List.of(new Peer(peer.orElse(() -> Double.NaN), true)));
  }

  static Turns take(int rounds, Measurement kindling, List<Peer> peers)
      throws IOException, InterruptedException {
    double[] ours = new double[rounds];
    double[][] theirs = new double[peers.size()][rounds];
    for (int round = 0; round < rounds; round++) {
      ours[round] = kindling.measure();
      for (int p = 0; p < theirs.length; p++) {
        theirs[p][round] = peers.get(p).measurement().measure();
      }
    }
    return new Turns(ours, peers, theirs);
  }

  /** Cells of a table: Kindling's rate, each peer's, how many times as fast as the best it is. */
  String rates() {
    return cells("%.0f", false);
  }

  /** Cells of a table: Kindling's time, each peer's, how many times as fast as the best it is. */
  String times() {
    return cells("%.4f", true);
  }

  private String cells(String format, boolean lessIsFaster) {
    StringBuilder cells = new StringBuilder(String.format(Locale.ROOT, format, Median.of(ours)));
    for (double[] peer : theirs) {
      String cell = isThere(peer) ? String.format(Locale.ROOT, format, Median.of(peer)) : NOTHING;
      cells.append(" | ").append(cell);
    }
    String ratio = best(lessIsFaster).map(peer -> ratio(peer, lessIsFaster)).orElse(NOTHING);
    return cells.append(" | ").append(ratio).toString();
  }

  private static boolean isThere(double[] figures) {
    return Arrays.stream(figures).noneMatch(Double::isNaN);
  }

  private Optional<double[]> best(boolean lessIsFaster) {
    Comparator<double[]> byMedian = Comparator.comparingDouble(Median::of);
    return IntStream.range(0, theirs.length)
        .filter(p -> peers.get(p).counts() && isThere(theirs[p]))
        .mapToObj(p -> theirs[p])
        .max(lessIsFaster ? byMedian.reversed() : byMedian);
  }

  private String ratio(double[] peer, boolean lessIsFaster) {
    double[] ratios = new double[ours.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = lessIsFaster ? peer[i] / ours[i] : ours[i] / peer[i];
    }
    return String.format(Locale.ROOT, "%.2f", Median.of(ratios));
  }
}
