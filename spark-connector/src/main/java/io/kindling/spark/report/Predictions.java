package io.kindling.spark.report;

import io.kindling.data.ImageShape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How a classifier judged samples: what a report counts. Bounded: counts are by class, and of the
 * samples that it got wrong only the first are kept.
 */
final class Predictions implements Serializable {
  private static final long serialVersionUID = 1L;
  static final int BINS = 10;

  /** Samples of class r that were taken for class c, at r * classes + c. */
  final long[] confusion;

  final int classes;

  /** By the probability given to the class that was chosen, in tenths. */
  final long[] binCount = new long[BINS];

  final double[] binProbability = new double[BINS];
  final long[] binCorrect = new long[BINS];
  final List<Wrong> wrong = new ArrayList<>();

  /**
   * A sample that was taken for another class.
   *
   * @param index of the sample in the data
   * @param label its class
   * @param chosen the class it was taken for
   * @param probability given to that
   * @param pixels (C, H, W), 0..1; null where samples are no images
   * @param shape of it
   */
  record Wrong(
      long index, int label, int chosen, double probability, float[] pixels, ImageShape shape)
      implements Serializable {}

  Predictions(int classes) {
    this.classes = classes;
    this.confusion = new long[classes * classes];
  }

  void add(int label, int chosen, double probability) {
    confusion[label * classes + chosen]++;
    int bin = Math.min(BINS - 1, (int) (probability * BINS));
    binCount[bin]++;
    binProbability[bin] += probability;
    binCorrect[bin] += label == chosen ? 1 : 0;
  }

  Predictions plus(Predictions other, int mostWrong) {
    for (int i = 0; i < confusion.length; i++) {
      confusion[i] += other.confusion[i];
    }
    for (int i = 0; i < BINS; i++) {
      binCount[i] += other.binCount[i];
      binProbability[i] += other.binProbability[i];
      binCorrect[i] += other.binCorrect[i];
    }
    for (Wrong each : other.wrong) {
      if (wrong.size() < mostWrong) {
        wrong.add(each);
      }
    }
    return this;
  }

  long count(int label, int chosen) {
    return confusion[label * classes + chosen];
  }

  /** Samples of this class. */
  long labelled(int label) {
    long sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += count(label, c);
    }
    return sum;
  }

  /** Samples taken for this class. */
  long chosen(int chosen) {
    long sum = 0;
    for (int r = 0; r < classes; r++) {
      sum += count(r, chosen);
    }
    return sum;
  }

  /** Of those taken for it, the fraction that is; NaN without any. */
  double precision(int c) {
    return (double) count(c, c) / chosen(c);
  }

  /** Of those that are, the fraction taken for it; NaN without any. */
  double recall(int c) {
    return (double) count(c, c) / labelled(c);
  }
}
