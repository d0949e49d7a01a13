package io.kindling.nn.functional;

import io.kindling.ops.ConnectionistTemporal;
import io.kindling.tensor.Tensor;
import java.util.Arrays;

/** Checks what {@link F#ctcLoss} is given, and takes padded or concatenated targets apart. */
final class CtcTargets {
  private CtcTargets() {}

  static ConnectionistTemporal.Targets prepare(
      Tensor logs,
      Tensor targets,
      long[] inputLengths,
      long[] targetLengths,
      int blank,
      boolean zeroInfinity) {
    int steps = logs.size(0);
    int batch = logs.size(1);
    int classes = logs.size(2);
    if (blank < 0 || blank >= classes) {
      throw new IllegalArgumentException(
          "ctc_loss: blank must be in label range [0, " + classes + "), got " + blank);
    }
    checkLengths("input_lengths", inputLengths, batch, steps);
    checkLengths("target_lengths", targetLengths, batch, Integer.MAX_VALUE);
    checkTargets(targets, targetLengths, batch);
    long[] all = targets.toLongArray();
    int[][] labels = new int[batch][];
    int[] counted = new int[batch];
    int start = 0;
    for (int n = 0; n < batch; n++) {
      int from = targets.dim() == 2 ? n * targets.size(1) : start;
      labels[n] = new int[(int) targetLengths[n]];
      for (int i = 0; i < labels[n].length; i++) {
        long label = all[from + i];
        if (label < 0 || label >= classes) {
          throw new IndexOutOfBoundsException(
              "ctc_loss: target "
                  + label
                  + " is out of range: classes are 0 to "
                  + (classes - 1)
                  + " (label "
                  + i
                  + " of sample "
                  + n
                  + ")");
        }
        labels[n][i] = (int) label;
      }
      start += labels[n].length;
      counted[n] = (int) inputLengths[n];
    }
    return new ConnectionistTemporal.Targets(labels, counted, blank, zeroInfinity);
  }

  private static void checkLengths(String what, long[] lengths, int batch, int most) {
    if (lengths.length != batch) {
      throw new IllegalArgumentException(
          "ctc_loss: "
              + what
              + " must be of size batch_size ("
              + batch
              + "), got "
              + lengths.length
              + " lengths");
    }
    for (long length : lengths) {
      if (length < 0 || length > most) {
        throw new IllegalArgumentException(
            "ctc_loss: Expected "
                + what
                + " to have values from 0 to "
                + most
                + ", but got value "
                + length);
      }
    }
  }

  private static void checkTargets(Tensor targets, long[] lengths, int batch) {
    long total = Arrays.stream(lengths).sum();
    long longest = Arrays.stream(lengths).max().orElse(0);
    boolean padded = targets.dim() == 2 && targets.size(0) == batch && targets.size(1) >= longest;
    boolean joined = targets.dim() == 1 && targets.size(0) == total;
    if (!padded && !joined) {
      throw new IllegalArgumentException(
          "ctc_loss: expected targets ("
              + batch
              + ", at least "
              + longest
              + ") padded, or ("
              + total
              + ") concatenated, for target_lengths "
              + Arrays.toString(lengths)
              + ", got shape "
              + targets.shape());
    }
  }
}
