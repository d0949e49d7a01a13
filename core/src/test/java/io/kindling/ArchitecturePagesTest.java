package io.kindling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The maps stay true: every file, class and test that they name is there. */
class ArchitecturePagesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> MODULES = List.of("core", "spark-connector", "examples");

  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)#]+)(#[^)]*)?\\)");

  /** A class, or a class and its test method, in backticks. */
  private static final Pattern TYPE =
      Pattern.compile("`([A-Z]\\w*[a-z]\\w*)((?:[.#]\\w+)*)(?:\\([^`]*\\))?`");

  /** Words of others, which stand in backticks too. */
  private static final List<String> OTHERS = List.of("DataFrame", "Dataset", "Row", "Param");

  @ParameterizedTest
  @ValueSource(
      strings = {"README.md", "core/docs/architecture.md", "spark-connector/docs/architecture.md"})
  void everyLinkLeadsToAFile(String name) throws IOException {
    Path page = page(name);
    List<String> dead = new ArrayList<>();
    Matcher links = LINK.matcher(Files.readString(page));
    while (links.find()) {
      String to = links.group(1);
      if (!to.contains("://") && !Files.exists(page.resolveSibling(to))) {
        dead.add(to);
      }
    }
    assertEquals(List.of(), dead, page + " links to what is not there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"core/docs/architecture.md", "spark-connector/docs/architecture.md"})
  void everyClassAndTestIsThere(String name) throws IOException {
    Path page = page(name);
    Map<String, List<Path>> sources = sources();
    List<String> unknown = new ArrayList<>();
    int seen = 0;
    Matcher types = TYPE.matcher(Files.readString(page));
    while (types.find()) {
      if (OTHERS.contains(types.group(1))) {
        continue;
      }
      seen++;
      List<Path> files = sources.getOrDefault(types.group(1), List.of());
      if (files.isEmpty() || !allHold(files, types.group(2))) {
        unknown.add(types.group());
      }
    }
    assertTrue(seen > 40, seen + " classes named in " + page);
    assertEquals(List.of(), unknown, page + " names what is not there");
  }

  @ParameterizedTest
  @CsvSource({"core,io.kindling.", "spark-connector,io.kindling.spark."})
  void everyPackageIsInTheTable(String module, String root) throws IOException {
    String text = Files.readString(page(module + "/docs/architecture.md"));
    List<String> missing = new ArrayList<>();
    for (Path info : sources().get("package-info")) {
      String name = ROOT.relativize(info.getParent()).toString().replace('/', '.');
      String prefix = module + ".src.main.java." + root;
      if (name.startsWith(prefix) && !text.contains("`" + name.substring(prefix.length()) + "`")) {
        missing.add(name.substring(prefix.length()));
      }
    }
    assertEquals(List.of(), missing, "packages without a line in the map of " + module);
  }

  private static Path page(String name) {
    Path page = ROOT.resolve(name);
    // Core may be built alone, without the other modules beside it.
    assumeTrue(name.startsWith("core") || Files.isDirectory(ROOT.resolve("spark-connector/src")));
    return page;
  }

  /** Whether each member's name, as in {@code Workspace.Step} or {@code FooTest#bar}, occurs. */
  private static boolean allHold(List<Path> files, String members) throws IOException {
    for (String member : members.split("[.#]")) {
      boolean holds = false;
      for (Path file : files) {
        String text = Files.readString(file);
        holds |= Pattern.compile("\\b" + member + "\\b").matcher(text).find();
      }
      if (!member.isEmpty() && !holds) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, List<Path>> sources() throws IOException {
    Map<String, List<Path>> sources = new HashMap<>();
    for (String module : MODULES) {
      Path folder = ROOT.resolve(module).resolve("src");
      if (Files.isDirectory(folder)) {
        try (Stream<Path> all = Files.walk(folder)) {
          for (Path file : (Iterable<Path>) all::iterator) {
            String name = file.getFileName().toString();
            if (name.endsWith(".java")) {
              String type = name.substring(0, name.length() - ".java".length());
              sources.computeIfAbsent(type, n -> new ArrayList<>()).add(file);
            }
          }
        }
      }
    }
    return sources;
  }
}
