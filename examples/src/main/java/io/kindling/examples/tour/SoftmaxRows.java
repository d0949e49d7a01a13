package io.kindling.examples.tour;

import io.kindling.autograd.Autograd;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.PrintStream;
import java.util.List;

/** A vector has no gradient, but each of its elements has; the graph must live until the last. */
final class SoftmaxRows implements TourStop {
  @Override
  public String title() {
    return "The derivative of softmax, row by row";
  }

  @Override
  public void run(PrintStream out) {
    Tensor x = Tensors.ones(3).requiresGrad_();
    Tensor output = x.softmax(0);
    out.println("softmax: " + output);
    TourStop.fails(out, "backward of a vector", output::backward, ", got");
    for (int i = 0; i < 3; i++) {
      out.println("row " + i + " " + Autograd.grad(output.at(i), List.of(x), true).get(0));
    }
    Autograd.grad(output.at(0), List.of(x));
    TourStop.fails(out, "once more", () -> Autograd.grad(output.at(1), List.of(x)), " \\(");
  }
}
