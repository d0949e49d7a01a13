package io.kindling.torchdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.optim.Optimizers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs what PyTorch tests itself with: the samples and error inputs of its databases, as
 * golden/torchdb/make.py wrote them, in both floating types and several layouts, with first and
 * second gradients. What differs stands with its reason in golden/torchdb/exceptions.txt; the
 * numbers stand in docs/torch-coverage.md. To write them anew:
 *
 * <pre>mvn -pl core test -Dtest=TorchDatabaseTest -Dcoverage.write=true</pre>
 */
final class TorchDatabaseTest {
  private static List<Outcome> outcomes;
  private static Exceptions exceptions;
  private static Map<String, List<Outcome.Difference>> uncovered;

  @BeforeAll
  static void runAll() throws IOException {
    outcomes = Database.run();
    exceptions = Exceptions.read();
    uncovered = outcomes.stream().collect(Collectors.toMap(o -> o.family, exceptions::uncovered));
  }

  @ParameterizedTest
  @ValueSource(strings = {"operators", "layers", "optimizers", "promotion"})
  void everyCaseDoesAsPyTorchOrIsExcepted(String family) {
    List<Outcome.Difference> rest = uncovered.get(family);
    assertTrue(
        rest.isEmpty(),
        () ->
            rest.size()
                + " cases differ from PyTorch:\n"
                + rest.stream().limit(50).map(Object::toString).collect(Collectors.joining("\n")));
  }

  @Test
  void noExceptionIsStale() {
    assertEquals(List.of(), exceptions.stale(), "lines of exceptions.txt that cover no case now");
  }

  @Test
  void whatCanBeCalledIsRun() throws IOException {
    Map<String, List<String>> here = Left.here();
    Set<String> called =
        Calls.all().names().stream()
            .map(TorchDatabaseTest::entry)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(here.get("operators")), called);
    assertTrue(Optimizers.names().containsAll(here.get("optimizers")));
    Left left = Left.read();
    assertEquals(
        List.of(),
        left.names.get("layers").stream().filter(LayerRunner::known).toList(),
        "layers that are here, but not in here.txt");
    assertEquals(
        List.of(),
        left.names.get("optimizers").stream().filter(Optimizers.names()::contains).toList(),
        "optimizers that are here, but not in here.txt");
    assertEquals(
        List.of(),
        left.names.get("operators").stream().filter(Calls::hasMethod).toList(),
        "operations that are here, but not in here.txt");
  }

  /** The database's name, without a variant. */
  private static String entry(String name) {
    return name.startsWith("nn.functional.")
        ? "nn.functional." + first(name.substring("nn.functional.".length()))
        : first(name);
  }

  private static String first(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  @Test
  void thePageIsTrue() throws IOException {
    String text = Page.text(outcomes, exceptions, Left.read());
    System.out.println(text);
    if (Boolean.getBoolean("coverage.write")) {
      Page.write(text);
      return;
    }
    assertEquals(
        Page.marked(text),
        Page.written(),
        "docs/torch-coverage.md is not what is there; write it with -Dcoverage.write=true");
  }
}
