package io.kindling.examples;

/** Where spark-submit begins {@code pipeline-cifar10}: {@link Entry} looks around first. */
public final class PipelineCifar10 {
  private PipelineCifar10() {}

  /** Runs the job and ends this JVM with its exit code. */
  public static void main(String[] args) {
    Entry.run("pipeline-cifar10", "io.kindling.examples.PipelineCifar10Job", args);
  }
}
