package io.kindling.examples;

/** Where spark-submit begins {@code train-table}: {@link Entry} looks around first. */
public final class TrainTable {
  private TrainTable() {}

  /** Runs the job and ends this JVM with its exit code. */
  public static void main(String[] args) {
    Entry.run("train-table", "io.kindling.examples.TrainTableJob", args);
  }
}
