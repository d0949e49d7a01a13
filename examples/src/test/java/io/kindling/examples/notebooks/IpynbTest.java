package io.kindling.examples.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The .ipynb files have the cells of the notebooks in source format. */
final class IpynbTest {

  @ParameterizedTest
  @CsvSource({"cifar10.py, #, cifar10-python.ipynb", "Cifar10.scala, //, cifar10-scala.ipynb"})
  void hasTheSameCells(String source, String comment, String file) throws Exception {
    JsonNode notebook = new ObjectMapper().readTree(Path.of("notebooks", file).toFile());
    assertEquals(4, notebook.path("nbformat").asInt());
    List<SourceNotebook.Cell> cells = new ArrayList<>();
    for (JsonNode cell : notebook.path("cells")) {
      StringBuilder text = new StringBuilder();
      cell.path("source").forEach(line -> text.append(line.asText()));
      cells.add(
          new SourceNotebook.Cell(
              cell.path("cell_type").asText().equals("markdown"), text.toString().strip()));
    }
    assertTrue(cells.size() > 10, cells::toString);
    assertEquals(
        SourceNotebook.read(source, comment).cells(),
        cells,
        "run python3 examples/notebooks/make_ipynb.py after a change of " + source);
  }
}
