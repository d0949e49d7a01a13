package io.kindling.spark;

import io.kindling.spark.testing.LineFigures;
import io.kindling.spark.testing.LineTraining;
import io.kindling.spark.testing.PublishedArtifact;
import io.kindling.spark.testing.SparkJvm;
import io.kindling.spark.testing.StandaloneCluster;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jars that {@code .ci/publish} has put in the folder {@code packaged.repository}, submitted as
 * users submit.
 */
@EnabledIfSystemProperty(named = "packaged.repository", matches = ".+")
final class PackagedJarsTest {
  private static final String[] STRATEGIES = {"tree", "resident"};

  private final Path repository = Path.of(System.getProperty("packaged.repository", "."));
  private final String name = "kindling-spark_" + System.getenv("SPARK_SCALA_VERSION");

  @Test
  void packagesTrainOnWorkers(@TempDir Path folder) throws Exception {
    try (StandaloneCluster cluster = new StandaloneCluster()) {
      trains(folder, cluster.url(), "by --packages, two workers", packages(folder));
    }
  }

  @Test
  void packagesTrainInLocalCluster(@TempDir Path folder) throws Exception {
    String master = "local-cluster[2,1,2048]";
    trains(folder, master, "by --packages, " + master, packages(folder));
  }

  @Test
  void jarsTrainOnWorkers(@TempDir Path folder) throws Exception {
    Path connector = new PublishedArtifact(repository, name).file(".jar");
    Path core = new PublishedArtifact(repository, "kindling-core").file(".jar");
    try (StandaloneCluster cluster = new StandaloneCluster()) {
      trains(
          folder,
          cluster.url(),
          "by --jars, two workers",
          List.of("--jars", connector + "," + core));
    }
  }

  /** From the folder alone: Maven Central, which Ivy would ask first, is left out. */
  private List<String> packages(Path folder) throws IOException {
    Path settings = folder.resolve("ivysettings.xml");
    Files.writeString(
        settings,
        "<ivysettings><settings defaultResolver='none'/>"
            + "<resolvers><chain name='none'/></resolvers></ivysettings>");
    return List.of(
        "--packages",
        "io.kindling:" + name + ":" + new PublishedArtifact(repository, name).version(),
        "--repositories",
        repository.toUri().toString(),
        "--conf",
        "spark.jars.ivySettings=" + settings,
        "--conf",
        "spark.jars.ivy=" + folder.resolve("ivy"));
  }

  private static void trains(Path folder, String master, String how, List<String> jars)
      throws Exception {
    List<String> args = new ArrayList<>(List.of("--master", master));
    args.addAll(jars);
    for (String setting :
        List.of(
            "spark.driver.host=127.0.0.1",
            "spark.driver.bindAddress=127.0.0.1",
            "spark.ui.enabled=false",
            "spark.executor.memory=900m",
            "spark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector")) {
      args.addAll(List.of("--conf", setting));
    }
    args.addAll(List.of("--class", LineTraining.class.getName(), testing(folder).toString()));
    args.addAll(List.of(STRATEGIES));
    SparkJvm.Result result = SparkJvm.runSparkSubmit(args.toArray(String[]::new));
    LineFigures.assertSameLosses(result, how, STRATEGIES);
  }

  /** What is submitted: the classes of tests, and nothing of what is tested. */
  private static Path testing(Path folder) throws Exception {
    Path classes =
        Path.of(
            Objects.requireNonNull(
                    LineTraining.class.getProtectionDomain().getCodeSource().getLocation())
                .toURI());
    Path jar = folder.resolve("testing.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream zip = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes.resolve("io/kindling/spark/testing"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
    return jar;
  }
}
