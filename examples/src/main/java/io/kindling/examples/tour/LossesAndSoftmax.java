package io.kindling.examples.tour;

import io.kindling.nn.functional.F;
import io.kindling.nn.functional.Reduction;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.nn.loss.L1Loss;
import io.kindling.nn.loss.MSELoss;
import io.kindling.nn.loss.NLLLoss;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.PrintStream;

/** Cross entropy is the negative log likelihood of the logarithm of softmax. */
final class LossesAndSoftmax implements TourStop {
  @Override
  public String title() {
    return "L1, MSE, NLL, cross entropy and softmax";
  }

  @Override
  public void run(PrintStream out) {
    Tensor x = Tensors.tensor(new float[][] {{0.2f, -1.3f}, {0.7f, 2.1f}});
    Tensor y = Tensors.tensor(new float[][] {{-0.4f, 0.5f}, {1.1f, 1.9f}});
    out.println("L1: " + new L1Loss().call(x, y));
    out.println("L1, each: " + new L1Loss(Reduction.NONE).call(x, y));
    out.println("MSE: " + new MSELoss().call(x, y));
    // The deprecated spelling still works, with a warning of what to write instead.
    out.println("L1, size_average=False: " + F.l1Loss(x, y, false, null));
    out.println("MSE, reduce=False: " + F.mseLoss(x, y, null, false));

    Tensor scores =
        Tensors.tensor(
            new float[][] {
              {-0.5926f, -0.2742f, 0.4403f},
              {-0.5851f, 1.4676f, 0.0196f},
              {-0.4039f, 0.2867f, -0.3413f}
            });
    Tensor classes = Tensors.tensor(0L, 2L, 1L);
    out.println("NLL: " + new NLLLoss().call(scores, classes));
    out.println("softmax: " + scores.softmax(1));
    out.println("log softmax: " + scores.softmax(1).log());
    out.println("NLL of log softmax: " + new NLLLoss().call(scores.softmax(1).log(), classes));
    out.println("cross entropy: " + new CrossEntropyLoss().call(scores, classes));
  }
}
