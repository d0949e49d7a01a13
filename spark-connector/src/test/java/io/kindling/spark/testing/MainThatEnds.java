package io.kindling.spark.testing;

import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A user's own main in a local master: trains by resident workers, stops Spark, and returns. Where
 * a thread then keeps the JVM alive it is halted after a while, with an exit code that tells.
 */
public final class MainThatEnds {
  /** What the JVM ends with when it does not end by itself. */
  public static final int HALTED = 3;

  private static final int MINUTES = 2;

  private MainThatEnds() {}

  public static void main(String[] args) throws Exception {
    try (JavaSparkContext spark = new JavaSparkContext(TestConf.of("ends", "local[2]"))) {
      SmallRun.trainer(
              Files.createTempDirectory("kindling-ends"),
              SmallRun.data(spark, 2),
              SmallRun.strategy("resident"))
          .build()
          .fit();
    }
    System.out.println("trained");
    Thread halt =
        new Thread(
            () -> {
              try {
                TimeUnit.MINUTES.sleep(MINUTES);
                Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !thread.isDaemon())
                    .forEach(System.out::println);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              Runtime.getRuntime().halt(HALTED);
            });
    halt.setDaemon(true);
    halt.start();
  }
}
