package io.kindling.examples.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kindling.examples.Job;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;

/** A benchmark that has ended well, and the lines it printed. */
final class BenchmarkRun {
  private BenchmarkRun() {}

  static List<String> lines(Callable<Integer> benchmark, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Job.run(benchmark, new PrintWriter(out), new PrintWriter(err), args);
    assertEquals(0, code, err.toString());
    return out.toString().lines().toList();
  }
}
