package io.kindling.kernel;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Large batches stream through the kernels: only activations grow with the batch. */
final class ScratchTest {
  private static final int KB = 1024;

  static Stream<Supplier<Module>> models() {
    return Stream.of(CifarCnn::create, () -> LeNet.sequential(3), () -> new ResNet20(10));
  }

  /** Eight times the samples, and of buffers nothing more but a sum a channel and 16 samples. */
  @ParameterizedTest
  @MethodSource("models")
  void buffersDoNotGrowWithTheBatch(Supplier<Module> model) throws Exception {
    long small = afterSteps(model.get(), 32);
    long large = afterSteps(model.get(), 256);
    assertTrue(large < small + 64 * KB, "32 samples: " + small + " bytes, 256: " + large);
  }

  /** A training step and inference on a thread of their own, whose buffers begin empty. */
  private static long afterSteps(Module model, int batch) throws Exception {
    FutureTask<Long> task =
        new FutureTask<>(
            () -> {
              try (Parallel.Scope alone = Parallel.scope(1);
                  Workspace.Step step = new Workspace().step()) {
                Tensor x = Tensors.zeros(batch, 3, 32, 32);
                Tensor classes = Tensors.randint(0, 10, batch);
                new CrossEntropyLoss().call(model.call(x), classes).backward();
                model.eval();
                try (GradMode.Scope inference = GradMode.inferenceMode()) {
                  model.call(x).sum().item();
                }
                return Scratch.held();
              }
            });
    Thread thread = new Thread(task);
    thread.start();
    return task.get();
  }
}
