package io.kindling.ops;

import io.kindling.autograd.Autograd;
import io.kindling.autograd.GradMode;
import io.kindling.autograd.Recorder;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.util.List;

/**
 * Connectionist temporal classification: minus the logarithmic probability that a sequence of
 * distributions spells a target, whatever the alignment; {@code torch.ctc_loss}.
 *
 * <p>As in PyTorch the gradient is the one with respect to logits whose {@code logSoftmax} the
 * input is, {@code e^x - posterior}: through {@code logSoftmax} it is exact.
 */
public final class ConnectionistTemporal {
  /** A logarithm small enough to be impossible, finite so that its gradient is 0 and not NaN. */
  private static final double DEAD = -1e30;

  private ConnectionistTemporal() {}

  /**
   * What is to be spelled.
   *
   * @param labels the target of each sample
   * @param steps how many steps of each sample count
   * @param zeroInfinity a sample that cannot spell its target has the gradient 0
   */
  public record Targets(int[][] labels, int[] steps, int blank, boolean zeroInfinity) {}

  /** The loss of each sample (N) of logarithmic probabilities (T, N, C). */
  public static Tensor loss(Tensor logs, Targets targets) {
    int n = logs.size(1);
    Tensor out = Tensors.zeros(logs.dtype(), n);
    for (int i = 0; i < n; i++) {
      out.storage().setDouble(i, lattice(logs, targets, i).loss());
    }
    return Recorder.op("CtcLossBackward0")
        .save(logs, out)
        .input(
            logs,
            (g, s) ->
                GradMode.isEnabled()
                    ? recordedGradient(s.get(0), s.get(1), g, targets)
                    : gradient(s.get(0), s.get(1), g, targets))
        .record(out);
  }

  private static CtcLattice lattice(Tensor logs, Targets targets, int sample) {
    int classes = logs.size(2);
    int steps = targets.steps[sample];
    double[] values = logs.detach().select(1, sample).narrow(0, 0, steps).toDoubleArray();
    double[][] rows = new double[steps][classes];
    for (int t = 0; t < steps; t++) {
      System.arraycopy(values, t * classes, rows[t], 0, classes);
    }
    return new CtcLattice(targets.labels[sample], targets.blank, rows, steps);
  }

  private static Tensor gradient(Tensor logs, Tensor losses, Tensor g, Targets targets) {
    int n = logs.size(1);
    int classes = logs.size(2);
    Tensor out = Tensors.zerosLike(logs);
    double[] scales = g.toDoubleArray();
    for (int i = 0; i < n; i++) {
      boolean impossible = losses.get(i) == Double.POSITIVE_INFINITY;
      if (impossible && targets.zeroInfinity) {
        continue;
      }
      double scale = impossible ? Double.NaN : scales[i];
      double[][] slopes = lattice(logs, targets, i).slopes(classes);
      for (int t = 0; t < targets.steps[i]; t++) {
        for (int c = 0; c < classes; c++) {
          out.storage().setDouble((t * n + i) * classes + c, slopes[t][c] * scale);
        }
      }
    }
    return out;
  }

  /** The same gradient as a recorded computation: the loss anew, in plain operations. */
  private static Tensor recordedGradient(Tensor logs, Tensor losses, Tensor g, Targets targets) {
    Tensor total = logs.mul(0).sum();
    Tensor softmax = Tensors.zerosLike(logs);
    for (int i = 0; i < logs.size(1); i++) {
      boolean impossible = losses.get(i) == Double.POSITIVE_INFINITY;
      if (targets.steps[i] == 0 || (impossible && targets.zeroInfinity)) {
        continue;
      }
      Tensor scale = impossible ? g.select(0, i).mul(Double.NaN) : g.select(0, i);
      total = total.add(recordedLoss(logs, targets, i).mul(scale));
      Tensor mask = Tensors.zerosLike(logs);
      mask.narrow(0, 0, targets.steps[i]).select(1, i).fill_(1);
      softmax = softmax.add(mask.mul(scale));
    }
    Tensor exact = Autograd.grad(List.of(total), List.of(logs), null, true, true, false).get(0);
    return exact.add(logs.exp().mul(softmax));
  }

  private static Tensor recordedLoss(Tensor logs, Targets targets, int sample) {
    CtcLattice lattice = lattice(logs, targets, sample);
    int[] states = lattice.states();
    int size = states.length;
    long[] classes = new long[size];
    double[] start = new double[size];
    double[] skip = new double[size];
    for (int s = 0; s < size; s++) {
      classes[s] = states[s];
      start[s] = s < 2 ? 0 : DEAD;
      skip[s] = lattice.skips(s) ? 0 : DEAD;
    }
    Tensor steps = logs.select(1, sample).indexSelect(1, Tensors.wrap(classes, size));
    Tensor skips = Tensors.wrap(skip, size).to(logs.dtype());
    Tensor alpha = steps.select(0, 0).add(Tensors.wrap(start, size).to(logs.dtype()));
    for (int t = 1; t < targets.steps[sample]; t++) {
      Tensor one = alpha.pad(DEAD, 1, 0).narrow(0, 0, size);
      Tensor two = alpha.pad(DEAD, 2, 0).narrow(0, 0, size).add(skips);
      alpha = logAdd(logAdd(alpha, one), two).add(steps.select(0, t));
    }
    Tensor end = alpha.select(0, size - 1);
    return (size == 1 ? end : logAdd(end, alpha.select(0, size - 2))).neg();
  }

  private static Tensor logAdd(Tensor a, Tensor b) {
    Tensor max = a.detach().maximum(b.detach());
    return a.sub(max).exp().add(b.sub(max).exp()).log().add(max);
  }
}
