package io.kindling.examples;

/** Where spark-submit begins {@code train-cifar10}: {@link Entry} looks around first. */
public final class TrainCifar10 {
  private TrainCifar10() {}

  /** Runs the job and ends this JVM with its exit code. */
  public static void main(String[] args) {
    Entry.run("train-cifar10", "io.kindling.examples.TrainCifar10Job", args);
  }
}
