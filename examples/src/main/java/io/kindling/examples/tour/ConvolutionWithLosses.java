package io.kindling.examples.tour;

import io.kindling.autograd.GradMode;
import io.kindling.nn.Conv2d;
import io.kindling.nn.functional.Reduction;
import io.kindling.nn.loss.L1Loss;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.MSELoss;
import io.kindling.optim.SGD;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Weights of 0.5 over ones make 18 everywhere; what do four losses against 20 say to them? */
final class ConvolutionWithLosses implements TourStop {
  @Override
  public String title() {
    return "A convolution, four losses, a hook, a step";
  }

  @Override
  public void run(PrintStream out) {
    Tensor x = Tensors.ones(3, 4, 10, 10);
    Tensor target = Tensors.full(20, 3, 3, 8, 8);
    Map<String, Loss> losses = new LinkedHashMap<>();
    losses.put("L1 mean", new L1Loss());
    losses.put("L1 sum", new L1Loss(Reduction.SUM));
    losses.put("MSE mean", new MSELoss());
    losses.put("MSE sum", new MSELoss(Reduction.SUM));
    losses.forEach((name, loss) -> step(out, name, loss, x, target));

    // A gradient inside the graph passes by, unless one asks to keep it.
    Conv2d kept = convolution();
    Tensor output = kept.call(x);
    output.retainGrad();
    new L1Loss().call(output, target).backward();
    out.println("kept when asked: " + output.grad().at(0).at(0).at(0));
  }

  private static void step(
      PrintStream out, String name, Loss lossFunction, Tensor x, Tensor target) {
    Conv2d conv = convolution();
    Tensor output = conv.call(x);
    output.registerHook(
        g -> {
          out.println("  hook sees " + g.shape() + " of " + g.at(0).at(0).at(0).at(0));
          return null;
        });
    Tensor loss = lossFunction.call(output, target);
    out.println(name + " loss: " + loss);
    out.println("  output: " + output.at(0).at(0).at(0).at(0));
    loss.backward();
    out.println("  gradient kept at the output: " + TourStop.text(output.grad()));
    out.println("  weight gradient: " + conv.weight().grad().at(0).at(0));
    out.println("  bias gradient: " + conv.bias().grad());
    SGD.options().lr(1.0 / 8192).create(conv.parameters()).step();
    out.println("  loss after a step: " + lossFunction.call(conv.call(x), target));
  }

  private static Conv2d convolution() {
    Conv2d conv = new Conv2d(4, 3, 3);
    try (var scope = GradMode.noGrad()) {
      conv.weight().fill_(0.5);
      conv.bias().zero_();
    }
    return conv;
  }
}
