package io.kindling.spark.allreduce;

import io.kindling.spark.ml.KindlingClassifier;
import io.kindling.spark.testing.SmallRun;
import io.kindling.spark.testing.TestConf;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A local master whose tasks load Kindling's classes anew, from a jar. Prints whether tasks see
 * what the driver keeps in its classes, the sum of three bytes that one read from a broadcast, then
 * what comes of a run with each strategy, and the rows a pipeline's stage gives.
 */
public final class OtherClassLoaders {
  static final int EPOCHS = 2;

  private OtherClassLoaders() {}

  /** Argument: a folder to work in. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    SparkConf conf =
        TestConf.of("other class loaders", "local[2]")
            .set("spark.executor.userClassPathFirst", "true")
            .set("spark.jars", jar(folder).toString());
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      System.out.println(StepState.tasksAreHere(spark));
      try (StepState state = StepState.broadcast(spark, new byte[] {1, 2, 3})) {
        System.out.println(spark.parallelize(List.of(0), 1).map(i -> sum(state.value())).first());
      }
      for (AllReduce strategy :
          List.of(
              AllReduce.tree(),
              new TreeAllReduce(3),
              SmallRun.strategy("resident"),
              SmallRun.strategy("sharded"))) {
        System.out.println(
            SmallRun.bits(
                SmallRun.trainer(folder, SmallRun.data(spark, partitions(strategy)), strategy)
                    .epochs(EPOCHS)
                    .build()
                    .fit()));
      }
      System.out.println(stage());
    }
  }

  /** A tree of several levels needs more than the driver adds by itself. */
  static int partitions(AllReduce strategy) {
    return strategy.equals(new TreeAllReduce(3)) ? TreeAllReduce.DIRECT_PARTITIONS + 1 : 2;
  }

  private static long stage() {
    Dataset<Row> rows =
        SparkSession.builder()
            .getOrCreate()
            .range(20)
            .selectExpr("array(sin(id), cos(id)) as features", "int(id % 2) as label");
    return new KindlingClassifier()
        .setArchitecture("mlp([2, 4, 2])")
        .setNumWorkers(2)
        .setEpochs(2)
        .fit(rows)
        .transform(rows)
        .collectAsList()
        .size();
  }

  private static int sum(byte[] bytes) {
    int sum = 0;
    for (byte each : bytes) {
      sum += each;
    }
    return sum;
  }

  /** The folders of classes on the class path, which are this module's at least. */
  private static Path jar(Path folder) throws IOException {
    Path jar = folder.resolve("classes.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        if (Files.isDirectory(Path.of(entry))) {
          add(Path.of(entry), out);
        }
      }
    }
    return jar;
  }

  private static void add(Path classes, JarOutputStream out) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
  }
}
