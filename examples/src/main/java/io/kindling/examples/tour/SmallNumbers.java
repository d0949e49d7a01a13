package io.kindling.examples.tour;

import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.nn.loss.L1Loss;
import io.kindling.nn.loss.MSELoss;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.PrintStream;

/** Small enough to check by hand: one of three numbers is 2 off. */
final class SmallNumbers implements TourStop {
  @Override
  public String title() {
    return "Losses of three numbers";
  }

  @Override
  public void run(PrintStream out) {
    Tensor x = Tensors.tensor(1f, 2f, 3f).reshape(1, 1, 1, 3);
    Tensor y = Tensors.tensor(1f, 2f, 5f).reshape(1, 1, 1, 3);
    out.println("x: " + x);
    out.println("L1: " + new L1Loss().call(x, y));
    out.println("MSE: " + new MSELoss().call(x, y));
    Tensor scores = Tensors.tensor(new float[][] {{0.1f, 0.2f, 0.3f}});
    out.println("cross entropy: " + new CrossEntropyLoss().call(scores, Tensors.tensor(1L)));
  }
}
