package io.kindling.examples.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the README and the pages show is no mere picture: Java compiles, and Scala runs as it
 * stands, in a session of its own for each page. (Python is run by the Python package's tests.)
 */
final class DocumentedCodeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** What the fragments of Java take from around them, and the packages they are found in. */
  private static final String AROUND =
      """
      import io.kindling.data.*;
      import io.kindling.nn.*;
      import io.kindling.nn.loss.*;
      import io.kindling.nn.models.*;
      import io.kindling.optim.*;
      import io.kindling.predict.*;
      import io.kindling.spark.*;
      import io.kindling.spark.checkpoint.*;
      import io.kindling.spark.data.*;
      import io.kindling.spark.ml.*;
      import io.kindling.tensor.*;
      import java.nio.file.Path;
      import java.util.*;
      import org.apache.spark.ml.*;
      import org.apache.spark.ml.evaluation.*;
      import org.apache.spark.ml.feature.*;
      import org.apache.spark.ml.param.ParamMap;
      import org.apache.spark.ml.tuning.*;
      import org.apache.spark.sql.Dataset;
      import org.apache.spark.sql.Row;
      import org.apache.spark.sql.SparkSession;
      %s
      class Fragment {
        static DataLoader loader;
        static DistributedTrainer.Builder trainer;
        static Dataset<Row> trainRows, testRows, flowers, anyTable;
        static StringIndexer kinds;
        static VectorAssembler lengths;
        static StandardScaler scaler;
        static KindlingClassificationModel model;
        static SparkSession spark;
        static String path;

        static Object run() throws Exception {
      %s
        }
      }
      """;

  /** A block of code. */
  private record Block(Path page, int line, String code) {
    @Override
    public String toString() {
      return ROOT.relativize(page) + ":" + line + "\n" + code;
    }
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    for (String folder : List.of("core/docs", "spark-connector/docs", "spark-connector/python")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }

  private static List<Block> blocks(Path page, String language) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = Files.readAllLines(page);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals("```" + language)) {
        int begin = i + 1;
        while (!lines.get(++i).equals("```")) {}
        blocks.add(new Block(page, begin, String.join("\n", lines.subList(begin, i))));
      }
    }
    return blocks;
  }

  @Test
  void javaCompiles(@TempDir Path folder) throws Exception {
    List<String> wrong = new ArrayList<>();
    int compiled = 0;
    for (Path page : pages()) {
      for (Block block : blocks(page, "java")) {
        String said = compile(block.code(), Files.createDirectory(folder.resolve("" + compiled++)));
        if (!said.isEmpty()) {
          wrong.add(block + "\n" + said);
        }
      }
    }
    assertTrue(compiled > 6, compiled + " blocks");
    assertEquals("", String.join("\n", wrong));
  }

  /** What the compiler says of a fragment; nothing when it is right. */
  private static String compile(String code, Path folder) throws IOException {
    List<String> imports = code.lines().filter(line -> line.startsWith("import ")).toList();
    List<String> rest = code.lines().filter(line -> !line.startsWith("import ")).toList();
    boolean returns = rest.stream().anyMatch(line -> line.startsWith("return "));
    // java.lang has a Module, too.
    String named = "import io.kindling.nn.Module;\n" + String.join("\n", imports);
    String body = String.join("\n", rest) + (returns ? "" : "\nreturn null;");
    Path file = Files.writeString(folder.resolve("Fragment.java"), AROUND.formatted(named, body));
    StringWriter said = new StringWriter();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var options =
          List.of(
              "-proc:none",
              "-Xlint:none",
              "-d",
              folder.toString(),
              "-classpath",
              System.getProperty("java.class.path"));
      compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(file)).call();
    }
    return said.toString();
  }

  @Test
  void scalaRunsAsItStands(@TempDir Path folder) throws Exception {
    int ran = 0;
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate()) {
      for (Path page : pages()) {
        List<Block> blocks = blocks(page, "scala");
        if (!blocks.isEmpty()) {
          try (ScalaSession scala = new ScalaSession()) {
            scala.define("spark", SparkSession.class, spark);
            for (Block block : blocks) {
              scala.run(block.code().replace("\"/tmp/", "\"" + folder + "/"));
              ran++;
            }
          }
        }
      }
    }
    assertTrue(ran >= 2, ran + " blocks");
    assertTrue(Files.isDirectory(folder.resolve("flowers").resolve("stages")), "nothing is saved");
  }
}
