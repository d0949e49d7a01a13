package io.kindling.examples.tour;

import io.kindling.autograd.Autograd;
import io.kindling.nn.functional.F;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.PrintStream;
import java.util.List;

/** (2 * 1 + 2 - 1)^2 = 9, and its derivatives asked for in two ways. */
final class GradAndBackward implements TourStop {
  @Override
  public String title() {
    return "grad and backward";
  }

  @Override
  public void run(PrintStream out) {
    Tensor x = Tensors.scalar(1);
    Tensor w = Tensors.scalar(2).requiresGrad_();
    Tensor b = Tensors.scalar(2).requiresGrad_();
    Tensor loss = F.mseLoss(w.mul(x).add(b), Tensors.scalar(1));
    out.println("loss: " + loss);
    // grad returns the gradients; the leaves do not notice.
    List<Tensor> gradients = Autograd.grad(loss, List.of(w, b), true);
    out.println("grad: " + gradients.get(0) + " " + gradients.get(1));
    out.println("leaves keep none: " + TourStop.text(w.grad()) + " " + TourStop.text(b.grad()));
    // backward adds them to the leaves.
    loss.backward();
    out.println("backward: " + w.grad() + " " + b.grad());
  }
}
