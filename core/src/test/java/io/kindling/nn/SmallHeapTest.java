package io.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.nn.models.ResNet20;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import io.kindling.tensor.Workspace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A real training step in a JVM whose heap cannot hold its activations. */
final class SmallHeapTest {
  @Test
  void aStepThatDoesNotFitSaysHowMuchIsNeededAndASmallerOneThenFits() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor(), said);
    List<String> lines = said.lines().toList();
    assertTrue(
        lines
            .get(0)
            .matches(
                "this batch does not fit into memory: it needs \\d+ MB more than the \\d+ MB its"
                    + " activations already take, and the heap is limited to 96 MB; use a smaller"
                    + " batch, or a larger heap .*"),
        said);
    assertEquals("fits", lines.get(1));
  }

  /** The process under test. */
  public static void main(String[] args) {
    ResNet20 model = new ResNet20(10);
    Workspace workspace = new Workspace();
    try {
      step(model, workspace, 128);
    } catch (IllegalStateException e) {
      System.out.println(e.getMessage());
    }
    workspace.clear();
    step(model, workspace, 16);
    System.out.println("fits");
  }

  private static void step(ResNet20 model, Workspace workspace, int batch) {
    Tensor x = Tensors.zeros(batch, 3, 32, 32);
    try (Workspace.Step open = workspace.step()) {
      model.call(x).sum().backward();
    }
  }
}
