package io.kindling.examples.tour;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs all stops of the tour, or those whose numbers are given. */
public final class TorchTour {
  private static final List<TourStop> STOPS =
      List.of(
          new ConvolutionWithLosses(),
          new LossesAndSoftmax(),
          new NllOfImages(),
          new SmallNumbers(),
          new GradAndBackward(),
          new SoftmaxRows(),
          new LeNetGraph(),
          new OtherLosses());

  private TorchTour() {}

  /** The numbers of the stops to run, 1 to 8; all when there is none. */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (String arg : args) {
      if (!arg.matches("[1-8]")) {
        System.err.println("tour: no stop \"" + arg + "\"; give numbers from 1 to 8, or none");
        System.exit(2);
      }
    }
    for (int i = 1; i <= STOPS.size(); i++) {
      if (args.length == 0 || List.of(args).contains(Integer.toString(i))) {
        run(i, out);
      }
    }
  }

  /** Runs stop {@code number}, counted from 1. */
  static void run(int number, PrintStream out) {
    TourStop stop = STOPS.get(number - 1);
    out.print("\n## " + number + ". " + stop.title() + "\n");
    stop.run(out);
  }

  static int count() {
    return STOPS.size();
  }
}
