package io.kindling.examples.tour;

import io.kindling.autograd.GradMode;
import io.kindling.nn.Conv2d;
import io.kindling.nn.loss.NLLLoss;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.PrintStream;

/** A class for every pixel: what once was NLLLoss2d. */
final class NllOfImages implements TourStop {
  @Override
  public String title() {
    return "NLL loss of images";
  }

  @Override
  public void run(PrintStream out) {
    Conv2d conv = new Conv2d(16, 32, 3);
    try (var scope = GradMode.noGrad()) {
      conv.weight().copy_(TourStop.pattern(32, 16, 3, 3));
      conv.bias().copy_(TourStop.pattern(32));
    }
    Tensor image = TourStop.pattern(3, 16, 10, 10).requiresGrad_();
    Tensor logProbabilities = conv.call(image).logSoftmax(1);
    Tensor target = Tensors.arange(3 * 8 * 8).mul(7).remainder(32).reshape(3, 8, 8);
    Tensor loss = new NLLLoss().call(logProbabilities, target);
    out.println("input: " + logProbabilities.shape() + " target: " + target.shape());
    out.println("loss: " + loss);
    loss.backward();
    out.println("weight gradient: " + conv.weight().grad().at(0).at(0));
    out.println("image gradient: " + image.grad().at(2).at(15).at(4));
  }
}
