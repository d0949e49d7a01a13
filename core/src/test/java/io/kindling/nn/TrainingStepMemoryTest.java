package io.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.kindling.kernel.Parallel;
import io.kindling.nn.loss.CrossEntropyLoss;
import io.kindling.nn.models.CifarCnn;
import io.kindling.nn.models.LeNet;
import io.kindling.nn.models.ResNet20;
import io.kindling.optim.Optimizer;
import io.kindling.optim.SGD;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Storage;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import io.kindling.tensor.Workspace;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a training step allocates once it is warm. */
final class TrainingStepMemoryTest {
  private static final int KB = 1024;

  @Test
  void aWarmStepOfTheSeedCnnAllocatesLessThan32KB() {
    aWarmStepAllocatesLittle(CifarCnn.create(), 128, 32, 32 * KB);
  }

  @Test
  void aWarmStepOfLeNetAllocatesLessThan64KB() {
    aWarmStepAllocatesLittle(LeNet.sequential(3), 32, 32, 64 * KB);
  }

  /**
   * 73 layers and their gradients are small objects of less than 1 KB each, whatever the images'
   * size; with small ones the hundreds of steps the JIT needs take less time.
   */
  @Test
  void aWarmStepOfResNet20AllocatesLessThan64KB() {
    aWarmStepAllocatesLittle(new ResNet20(10), 16, 8, 64 * KB);
  }

  private static void aWarmStepAllocatesLittle(Module model, int batch, int size, int bound) {
    FlatParameters flat = FlatParameters.of(model);
    Optimizer optimizer = SGD.options().lr(0.01).create(flat.parameters());
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    Random r = new Random(1);
    float[] images = new float[batch * 3 * size * size];
    long[] labels = new long[batch];
    for (int i = 0; i < images.length; i++) {
      images[i] = r.nextFloat();
    }
    Tensor x = Tensor.wrap(Storage.of(images), Shape.of(batch, 3, size, size));
    Tensor y = Tensor.wrap(Storage.of(labels), Shape.of(batch));
    Workspace workspace = new Workspace();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    try (Parallel.Scope scope = Parallel.scope(1)) {
      // Until the JIT has compiled everything, vectors are objects; so the least of many counts.
      for (int step = 0; step < 4_000 && least > bound; step++) {
        long before = threads.getThreadAllocatedBytes(id);
        try (Workspace.Step open = workspace.step()) {
          flat.zeroGradients();
          criterion.call(model.call(x), y).backward();
          optimizer.step();
        }
        least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
      }
    }
    assertTrue(least <= bound, "the least a step allocated was " + least + " bytes");
  }

  /** A step's gradients are few arrays beside its activations, since they are used again. */
  @Test
  void gradientsOfResNet20TakeLessThanHalfOfItsActivations() {
    Module model = new ResNet20(10);
    Tensor x = Tensors.zeros(32, 3, 32, 32);
    Workspace workspace = new Workspace();
    try (Workspace.Step open = workspace.step()) {
      Tensor loss = model.call(x).sum();
      loss.item();
      long activations = workspace.size();
      loss.backward();
      long gradients = workspace.size() - activations;
      assertTrue(
          gradients < activations / 2,
          "gradients take " + gradients + " floats, activations " + activations);
    }
  }

  @Test
  void whatDoesNotFitSaysHowMuchIsNeeded() {
    Workspace workspace = new Workspace();
    try (Workspace.Step step = workspace.step()) {
      IllegalStateException e =
          assertThrows(
              IllegalStateException.class,
              () -> {
                while (true) {
                  Workspace.floats(100_000_000);
                }
              });
      assertTrue(e.getMessage().contains("382 MB more"), e.getMessage());
    } finally {
      workspace.clear();
    }
  }
}
