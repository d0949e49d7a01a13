package io.kindling.spark.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.data.ImageShape;
import io.kindling.nn.Module;
import io.kindling.nn.models.CifarCnn;
import io.kindling.nn.models.ResNet20;
import io.kindling.spark.checks.MemoryCheck.Need;
import io.kindling.spark.data.ResourceException;
import io.kindling.tensor.Tensors;
import io.kindling.tensor.Workspace;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The memory that is foretold is what a step takes. */
final class MemoryCheckTest {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);

  @Test
  void theWorkspaceOfAStepIsForetold() {
    for (Module model : List.of(CifarCnn.create(), new ResNet20(10))) {
      Need need = Need.of(model, SHAPE, 20);
      long inputs = 4L * 20 * SHAPE.size();
      Workspace workspace = new Workspace();
      model.train();
      try (Workspace.Step step = workspace.step()) {
        model.call(Tensors.zeros(20, 3, 32, 32)).sum().backward();
      }
      long taken = inputs + Float.BYTES * workspace.size();
      assertTrue(need.forward() < taken, need + " " + taken);
      assertTrue(taken < 2 * need.forward() && 2 * need.forward() < 2 * taken, need + " " + taken);
    }
  }

  @Test
  void theLineTellsWhatIsNeededAndWhatIsThere() {
    assertEquals(
        "a worker needs about 1.6 MB for the model of 100000 parameters, with gradients and an"
            + " optimizer's moments, and 60 MB for what its layers compute of 64 samples at once;"
            + " an executor has a heap of 400 MB for 2 workers and the cached blocks",
        MemoryCheck.words(new Need(100_000, 64, 30_000_000, false), 2, 400_000_000));
  }

  @Test
  void whatASingleWorkerCannotHaveIsRefused() {
    Need need = new Need(100_000, 64, 30_000_000, false);
    MemoryCheck.judge(need, 2, 100_000_000); // warns
    String said =
        assertThrows(ResourceException.class, () -> MemoryCheck.judge(need, 1, 30_000_000))
            .getMessage();
    assertTrue(said.startsWith("a worker needs about 1.6 MB for the model"), said);
    assertTrue(said.contains("does not fit into memory; use fewer samples at once"), said);
    assertFalse(said.contains("Linear"), said);
  }
}
