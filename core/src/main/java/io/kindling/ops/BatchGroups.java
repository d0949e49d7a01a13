package io.kindling.ops;

/** The group in use on each thread, and what batch norm sums over it. */
final class BatchGroups {
  private static final ThreadLocal<BatchGroup> CURRENT = new ThreadLocal<>();

  private BatchGroups() {}

  /** This thread's group; null for none. */
  static BatchGroup current() {
    return CURRENT.get();
  }

  static void set(BatchGroup group) {
    if (group == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(group);
    }
  }

  /**
   * Makes the moments of this worker's part those of the whole batch: {@code mean = sum(n m) /
   * sum(n)} and {@code variance = sum(n (v + m^2)) / sum(n) - mean^2}, in float64.
   *
   * @param count values a channel in this worker's part, n; its moments are not looked at when 0
   * @param mean m of each channel, overwritten
   * @param variance v of each channel, biased, overwritten
   * @return values a channel in the whole batch
   * @throws IllegalArgumentException when there is one value a channel, or none
   */
  static double moments(
      BatchGroup group, int channels, double count, double[] mean, double[] variance) {
    double[] own = new double[2 * channels + 1];
    own[2 * channels] = count;
    for (int c = 0; c < channels && count > 0; c++) {
      own[c] = count * mean[c];
      own[channels + c] = count * (variance[c] + mean[c] * mean[c]);
    }
    double[] all = group.sum(own);
    double total = all[2 * channels];
    if (!(total > 1)) {
      throw new IllegalArgumentException(
          "batch_norm: Expected more than 1 value per channel when training, got "
              + (long) total
              + " over all workers");
    }
    for (int c = 0; c < channels; c++) {
      mean[c] = all[c] / total;
      variance[c] = Math.max(0, all[channels + c] / total - mean[c] * mean[c]);
    }
    return total;
  }

  /** Replaces two sums of each channel, of the gradient and of its products, by the group's. */
  static void gradientSums(BatchGroup group, int channels, double[] sums, double[] products) {
    double[] own = new double[2 * channels];
    System.arraycopy(sums, 0, own, 0, channels);
    System.arraycopy(products, 0, own, channels, channels);
    double[] all = group.sum(own);
    System.arraycopy(all, 0, sums, 0, channels);
    System.arraycopy(all, channels, products, 0, channels);
  }

  static void refuseHigherDerivatives(BatchNormalization.Whole whole) {
    if (whole != null) {
      throw new UnsupportedOperationException(
          "batch_norm: gradients of gradients through batch norm over all workers are not"
              + " implemented; train without synchronized batch norm");
    }
  }
}
