package io.kindling.examples.tour;

import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.PrintStream;

/** One stop of the tour. */
interface TourStop {
  /** What it shows. */
  String title();

  /** Runs it and prints what PyTorch prints. */
  void run(PrintStream out);

  /** Numbers that look random and are the same everywhere. */
  static Tensor pattern(int... sizes) {
    return Tensors.arange(Shape.of(sizes).numel())
        .mul(37)
        .remainder(101)
        .sub(50)
        .toFloat()
        .div(100)
        .reshape(sizes);
  }

  /** PyTorch's {@code None} for null. */
  static String text(Object value) {
    return value == null ? "None" : value.toString();
  }

  /** Prints the message of the failure up to {@code end}: what PyTorch's message begins with. */
  static void fails(PrintStream out, String what, Runnable code, String end) {
    try {
      code.run();
    } catch (IllegalStateException e) {
      out.println(what + ": " + e.getMessage().split(end, 2)[0]);
    }
  }
}
