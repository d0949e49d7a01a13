package io.kindling.examples;

import io.kindling.spark.data.CifarConverter;
import io.kindling.spark.data.ImageTableFormat;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The spark-submit job that turns CIFAR-10's binary version into Parquet. */
@Command(
    name = "convert-cifar10",
    mixinStandardHelpOptions = true,
    versionProvider = JobSession.Version.class,
    sortOptions = false,
    description = "Converts CIFAR-10's binary version to the Parquet tables that training reads.",
    footer = {
      "",
      "Spark's own options (--master, --conf, --driver-memory, ...) may be mixed in.",
      "The archive: https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"
    })
public final class ConvertCifar10Job implements Callable<Integer> {

  @Option(
      names = "--data",
      required = true,
      paramLabel = "URI",
      description = "Folder, .tar or .tar.gz with the six .bin files, on any Hadoop file system.")
  private String data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "URI",
      description = "Folder that receives train.parquet and test.parquet.")
  private String out;

  @Option(
      names = "--schema",
      defaultValue = "published",
      paramLabel = "published|raw",
      description = {
        "published: img: struct<bytes: binary, path: string> with PNG bytes, label: int64;",
        "raw: image: binary of 3072 bytes (CHW), label: int64. Default: ${DEFAULT-VALUE}."
      })
  private ImageTableFormat schema;

  @Option(names = "--overwrite", description = "Replace tables that are already there.")
  private boolean overwrite;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    long start = System.nanoTime();
    SparkSession spark = session();
    CifarConverter.of(data).format(schema).overwrite(overwrite).convert(spark, out);
    spec.commandLine()
        .getOut()
        .printf(
            "%s: %d training and %d test images in %.1f s%n",
            out,
            rows(spark, "train.parquet"),
            rows(spark, "test.parquet"),
            (System.nanoTime() - start) / 1e9);
    spec.commandLine().getOut().flush();
    return 0;
  }

  private long rows(SparkSession spark, String table) {
    return spark.read().parquet(out + "/" + table).count();
  }

  /** The session spark-submit configured, or the running one. */
  private static SparkSession session() {
    SparkSession.Builder builder = SparkSession.builder().appName("Convert CIFAR-10 to Parquet");
    if (!SparkSession.getDefaultSession().isDefined()
        && System.getProperty("spark.master") == null) {
      builder.master("local[*]"); // started by plain java
    }
    return builder.getOrCreate();
  }

  /** Runs the job and ends the JVM with its exit code. */
  public static void main(String[] args) {
    int code =
        Job.run(
            new ConvertCifar10Job(),
            new PrintWriter(System.out, true),
            new PrintWriter(System.err, true),
            args);
    if (SparkSession.getDefaultSession().isDefined()) {
      SparkSession.getDefaultSession().get().stop();
    }
    if (code != 0) {
      System.exit(code);
    }
  }
}
