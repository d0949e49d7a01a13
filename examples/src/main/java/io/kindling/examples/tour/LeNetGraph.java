package io.kindling.examples.tour;

import io.kindling.autograd.GradMode;
import io.kindling.autograd.Node;
import io.kindling.nn.Conv2d;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.functional.F;
import io.kindling.nn.loss.MSELoss;
import io.kindling.tensor.Tensor;
import java.io.PrintStream;
import java.util.stream.Collectors;

/** A network of one's own: a subclass of Module with its forward pass. */
final class LeNetGraph implements TourStop {
  private static final class Net extends Module {
    private static final long serialVersionUID = 1L;

    private final Conv2d conv1 = register("conv1", new Conv2d(1, 6, 5));
    private final Conv2d conv2 = register("conv2", new Conv2d(6, 16, 5));
    private final Linear fc1 = register("fc1", new Linear(16 * 5 * 5, 120));
    private final Linear fc2 = register("fc2", new Linear(120, 84));
    private final Linear fc3 = register("fc3", new Linear(84, 10));

    @Override
    public Tensor forward(Tensor input) {
      Tensor x = F.maxPool2d(conv1.call(input).relu(), 2);
      x = F.maxPool2d(conv2.call(x).relu(), 2);
      x = x.flatten(1, -1);
      x = fc1.call(x).relu();
      x = fc2.call(x).relu();
      return fc3.call(x);
    }
  }

  @Override
  public String title() {
    return "LeNet, and a walk through its graph";
  }

  @Override
  public void run(PrintStream out) {
    Net net = new Net();
    out.println(net);
    try (var scope = GradMode.noGrad()) {
      for (Tensor parameter : net.parameters()) {
        parameter.copy_(TourStop.pattern(parameter.shape().toArray()).div(5));
      }
    }
    out.println("parameters: " + net.parameters().size() + " " + net.parameters().get(0).shape());
    Tensor output = net.call(TourStop.pattern(1, 1, 32, 32));
    out.println("output: " + output);
    Tensor loss = new MSELoss().call(output, TourStop.pattern(1, 10));
    out.println("loss: " + loss);
    walk(out, loss.gradFn());
    net.zeroGrad();
    loss.backward();
    out.println("conv1 bias gradient: " + net.conv1.bias().grad());
  }

  /** From the loss back to the first layer, past the leaves. */
  private static void walk(PrintStream out, Node start) {
    Node node = start;
    while (node != null) {
      String following =
          node.nextFunctions().stream()
              .map(next -> next == null ? "None" : next.name())
              .collect(Collectors.joining(", "));
      out.println(node.name() + " -> " + following);
      node =
          node.nextFunctions().stream()
              .filter(next -> next != null && !next.name().equals("AccumulateGrad"))
              .findFirst()
              .orElse(null);
    }
  }
}
