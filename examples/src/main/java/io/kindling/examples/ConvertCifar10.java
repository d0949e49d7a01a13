package io.kindling.examples;

/** Where spark-submit begins {@code convert-cifar10}: {@link Entry} looks around first. */
public final class ConvertCifar10 {
  private ConvertCifar10() {}

  /** Runs the job and ends this JVM with its exit code. */
  public static void main(String[] args) {
    Entry.run("convert-cifar10", "io.kindling.examples.ConvertCifar10Job", args);
  }
}
