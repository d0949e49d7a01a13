package io.kindling.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.autograd.GradMode;
import io.kindling.nn.Module;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.nn.models.CifarCnn;
import io.kindling.nn.models.LeNet;
import io.kindling.nn.models.ResNet20;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import io.kindling.tensor.Workspace;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A buffer has one holder at a time. And large batches stream through the kernels: it is the
 * activations that grow with the batch.
 */
final class ScratchTest {
  @Test
  void aSlotHasOneHolderAtATime() {
    try (Scratch.Floats weights = Scratch.WEIGHTS.lease(ScratchTest.class, 8)) {
      AssertionError twice =
          assertThrows(AssertionError.class, () -> Scratch.WEIGHTS.lease(Kernels.class, 4));
      assertEquals(
          "Scratch.WEIGHTS is held by ScratchTest on this thread, so Kernels would overwrite it;"
              + " close the first lease before, or take another slot",
          twice.getMessage());
      try (Scratch.Floats rows = Scratch.ROWS.lease(ScratchTest.class, 8)) {
        assertNotSame(weights.array(), rows.array());
      }
    }
    float[] array;
    try (Scratch.Floats again = Scratch.WEIGHTS.lease(Kernels.class, 4)) {
      array = again.array();
    }
    Scratch.Floats closed = Scratch.WEIGHTS.lease(Kernels.class, 4);
    assertSame(array, closed.array());
    closed.close();
    assertThrows(AssertionError.class, closed::close);
  }

  @Test
  void eachThreadHasBuffersOfItsOwn() throws Exception {
    try (Scratch.Doubles here = Scratch.FIRST.lease(ScratchTest.class, 8)) {
      FutureTask<double[]> there =
          new FutureTask<>(
              () -> {
                try (Scratch.Doubles lease = Scratch.FIRST.lease(ScratchTest.class, 8)) {
                  return lease.array();
                }
              });
      new Thread(there).start();
      assertNotSame(here.array(), there.get());
    }
  }

  static Stream<Supplier<Module>> models() {
    return Stream.of(CifarCnn::create, () -> LeNet.sequential(3), () -> new ResNet20(10));
  }

  /** Bytes of the kernels' buffers, and of activations and their gradients. */
  private record Held(long buffers, long activations) {}

  /**
   * From 128 samples on, when all of a weight gradient's eight parts have work, more samples need
   * but some numbers for each sixteen of them, and a copy of a linear layer's input.
   */
  @ParameterizedTest
  @MethodSource("models")
  void buffersGrowLittleWithTheBatch(Supplier<Module> model) throws Exception {
    Held few = afterSteps(model.get(), 128);
    Held many = afterSteps(model.get(), 256);
    long buffers = many.buffers - few.buffers;
    long activations = many.activations - few.activations;
    assertTrue(activations > 0 && buffers < activations / 16, few + ", then " + many);
  }

  /** A training step and inference on a thread of their own, whose buffers begin empty. */
  private static Held afterSteps(Module model, int batch) throws Exception {
    FutureTask<Held> task = new FutureTask<>(() -> step(model, batch));
    Thread thread = new Thread(task);
    thread.start();
    return task.get();
  }

  private static Held step(Module model, int batch) {
    Workspace workspace = new Workspace();
    try (Parallel.Scope alone = Parallel.scope(1);
        Workspace.Step step = workspace.step()) {
      Tensor x = Tensors.zeros(batch, 3, 32, 32);
      Tensor classes = Tensors.randint(0, 10, batch);
      new CrossEntropyLoss().call(model.call(x), classes).backward();
      long activations = workspace.size() * Float.BYTES;
      model.eval();
      try (GradMode.Scope inference = GradMode.inferenceMode()) {
        model.call(x).sum().item();
      }
      return new Held(Scratch.held(), activations);
    }
  }
}
