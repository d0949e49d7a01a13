package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.spark.testing.PythonProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.junit.jupiter.api.Test;

/** The Python package has what the stages have, and passes its own tests. */
final class PythonPackageTest {
  private static final Path PACKAGE = Path.of("python").toAbsolutePath();

  private static final Pattern PARAM =
      Pattern.compile(
          "(\\w+) = Param\\(\\s*Params\\._dummy\\(\\),\\s*\"(\\w+)\",\\s*((?:\"[^\"\\n]*\"\\s*)+),"
              + "\\s*typeConverter=[\\w.]+,\\s*\\)");

  private static final List<Params> STAGES =
      List.of(
          new KindlingClassifier(),
          new KindlingClassificationModel(),
          new KindlingRegressor(),
          new KindlingRegressionModel());

  private static String read(String file) throws IOException {
    return Files.readString(PACKAGE.resolve(file));
  }

  /** Name and doc of every Param in Python. */
  private static Map<String, String> paramsInPython() throws IOException {
    Map<String, String> params = new TreeMap<>();
    Matcher found = PARAM.matcher(read("kindling/params.py"));
    while (found.find()) {
      assertEquals(found.group(1), found.group(2));
      params.put(found.group(2), found.group(3).strip().replaceAll("\"\\s*\"|\"", ""));
    }
    return params;
  }

  @Test
  void hasEveryParamWithItsDocAndASetter() throws IOException {
    Map<String, String> expected = new TreeMap<>();
    for (Params stage : STAGES) {
      for (Param<?> param : stage.params()) {
        expected.put(param.name(), param.doc());
      }
    }
    assertEquals(expected, paramsInPython(), "kindling/params.py against the Params in Java");
    String setters = read("kindling/setters.py");
    expected.remove("transformOutput"); // is for the package itself
    String tests = read("tests/test_params.py");
    for (String name : expected.keySet()) {
      assertTrue(
          tests.contains("    \"" + name + "\": "),
          "tests/test_params.py has no value for " + name);
      String setter = "def set" + Character.toUpperCase(name.charAt(0)) + name.substring(1) + "(";
      assertTrue(setters.contains(setter), "kindling/setters.py lacks " + setter);
    }
  }

  /** A client of Spark Connect has no JVM to ask for them. */
  @Test
  void hasTheDefaultsOfEveryStage() throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode expected = json.createObjectNode();
    for (Params stage : STAGES) {
      ObjectNode defaults = expected.putObject(stage.getClass().getSimpleName());
      Map<String, JsonNode> sorted = new TreeMap<>();
      for (Param<?> param : stage.params()) {
        if (stage.hasDefault(param)) {
          sorted.put(param.name(), json.readTree(encoded(stage, param)));
        }
      }
      sorted.forEach(defaults::set);
    }
    assertEquals(
        expected.toPrettyString(),
        json.readTree(read("kindling/defaults.json")).toPrettyString(),
        "kindling/defaults.json should be what was expected here");
  }

  private static <T> String encoded(Params stage, Param<T> param) {
    return param.jsonEncode(stage.getDefault(param).get());
  }

  @Test
  void hasTheVersionOfTheBuild() throws IOException {
    Matcher version =
        Pattern.compile("<revision>([^<]+)</revision>")
            .matcher(Files.readString(Path.of("..", "pom.xml")));
    assertTrue(version.find());
    String inPython = version.group(1).replace("-SNAPSHOT", ".dev0");
    assertTrue(
        read("pyproject.toml").contains("version = \"" + inPython + "\""),
        "pyproject.toml should have version " + inPython);
  }

  @Test
  void passesItsOwnTests() throws Exception {
    PythonProcess.runTests(PACKAGE, "-m", "unittest", "discover", "-v", "-s", "tests");
  }
}
