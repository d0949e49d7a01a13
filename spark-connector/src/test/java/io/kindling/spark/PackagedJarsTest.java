package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.testing.LineTraining;
import io.kindling.spark.testing.SparkJvm;
import io.kindling.spark.testing.StandaloneCluster;
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
 * The jars that {@code .ci/publish} has put in the folder {@code packaged.repository}, on a
 * standalone master with two workers.
 */
@EnabledIfSystemProperty(named = "packaged.repository", matches = ".+")
final class PackagedJarsTest {
  private final Path repository = Path.of(System.getProperty("packaged.repository", "."));
  private final String artifact = "kindling-spark_" + System.getenv("SPARK_SCALA_VERSION");

  @Test
  void packagesTrain(@TempDir Path folder) throws Exception {
    trains(
        folder,
        "--packages",
        "io.kindling:" + artifact + ":" + version(artifact),
        "--repositories",
        repository.toUri().toString(),
        "--conf",
        "spark.jars.ivy=" + folder.resolve("ivy"));
  }

  @Test
  void jarsTrain(@TempDir Path folder) throws Exception {
    trains(folder, "--jars", jar(artifact) + "," + jar("kindling-core"));
  }

  private void trains(Path folder, String... how) throws Exception {
    try (StandaloneCluster cluster = new StandaloneCluster()) {
      List<String> args = new ArrayList<>(List.of("--master", cluster.url()));
      args.addAll(List.of(how));
      args.addAll(
          List.of(
              "--conf",
              "spark.driver.host=127.0.0.1",
              "--conf",
              "spark.ui.enabled=false",
              "--conf",
              "spark.executor.memory=900m",
              "--conf",
              "spark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector",
              "--class",
              LineTraining.class.getName(),
              testing(folder).toString(),
              "tree",
              "resident"));
      SparkJvm.Result result = SparkJvm.runSparkSubmit(args.toArray(String[]::new));
      assertEquals(0, result.exitCode(), result.err());
      String[] lines =
          result.out().lines().filter(line -> line.contains(": ")).toArray(String[]::new);
      assertEquals(2, lines.length, result.out());
      assertTrue(lines[0].startsWith("tree ") && lines[1].startsWith("resident "), result.out());
      assertEquals(lines[0].substring("tree ".length()), lines[1].substring("resident ".length()));
    }
  }

  private Path versions(String name) {
    return repository.resolve("io/kindling").resolve(name);
  }

  private String version(String name) throws Exception {
    try (Stream<Path> folders = Files.list(versions(name)).filter(Files::isDirectory)) {
      List<String> all = folders.map(folder -> folder.getFileName().toString()).toList();
      assertEquals(1, all.size(), () -> versions(name) + " holds " + all);
      return all.get(0);
    }
  }

  private Path jar(String name) throws Exception {
    Path folder = versions(name).resolve(version(name));
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().matches(".*[0-9]\\.jar"))
          .findFirst()
          .orElseThrow(() -> new AssertionError(folder + " has no jar"));
    }
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
