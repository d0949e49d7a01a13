package io.kindling.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.autograd.Autograd;
import io.kindling.autograd.GradMode;
import io.kindling.ops.BatchGroup;
import io.kindling.random.Generator;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batch norm of one batch in several hands is batch norm of the batch, forward and backward. */
final class BatchGroupTest {
  private static final int C = 3;

  /** Threads that add up in the order of their ranks. */
  private static final class Threads {
    private final double[][] given;
    private final CyclicBarrier barrier;

    Threads(int size) {
      given = new double[size][];
      barrier = new CyclicBarrier(size);
    }

    BatchGroup member(int rank) {
      return values -> {
        given[rank] = values;
        try {
          barrier.await(30, TimeUnit.SECONDS);
          double[] sums = new double[values.length];
          for (double[] each : given) {
            for (int i = 0; i < sums.length; i++) {
              sums[i] += each[i];
            }
          }
          barrier.await(30, TimeUnit.SECONDS);
          return sums;
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      };
    }
  }

  /** What one layer makes of a batch: outputs, gradients of the input, of weight and bias. */
  private record Result(
      double[] y, double[] dx, double[] dw, double[] db, List<double[]> running) {}

  private static BatchNorm layer(int rank, DType dtype) {
    BatchNorm layer = rank == 4 ? new BatchNorm2d(C) : new BatchNorm1d(C);
    try (var constant = GradMode.noGrad()) {
      layer.weight().copy_(Tensors.tensor(0.5, 1.5, -2));
      layer.bias().copy_(Tensors.tensor(0.1, -0.2, 0.3));
    }
    return (BatchNorm) layer.to(dtype);
  }

  private static Result run(Tensor x, Tensor grad, BatchGroup group) {
    BatchNorm layer = layer(x.dim(), x.dtype());
    Tensor leaf = x.clone().requiresGrad_();
    try (var scope = BatchGroup.use(group)) {
      Tensor y = layer.call(leaf);
      y.backward(grad);
      List<double[]> running = new ArrayList<>();
      layer.buffers().forEach(b -> running.add(b.toDoubleArray()));
      return new Result(
          y.toDoubleArray(),
          leaf.grad().toDoubleArray(),
          layer.weight().grad().toDoubleArray(),
          layer.bias().grad().toDoubleArray(),
          running);
    }
  }

  private static Tensor random(DType dtype, int n, int rank, long seed) {
    try (var random = Generator.use(new Generator(seed))) {
      Tensor x = rank == 4 ? Tensors.randn(n, C, 3, 2) : Tensors.randn(n, C);
      return x.add(2).to(dtype);
    }
  }

  /** Shares of 0, 1 and more samples; the batch of 20 fills more than a block of sixteen. */
  @ParameterizedTest
  @CsvSource({
    "4, FLOAT32, 1 1",
    "4, FLOAT32, 18 2",
    "4, FLOAT32, 7 0 1 12",
    "4, FLOAT64, 3 0 2",
    "2, FLOAT32, 1 1 1 1",
    "2, FLOAT64, 5 0 3",
    "2, FLOAT32, 0 6"
  })
  void equalsTheWholeBatch(int rank, DType dtype, String shares) throws Exception {
    int[] sizes = IntStream.of(parse(shares)).toArray();
    int n = IntStream.of(sizes).sum();
    Tensor x = random(dtype, n, rank, 1);
    Tensor grad = random(dtype, n, rank, 2);
    Result whole = run(x, grad, null);
    List<Result> parts = inThreads(x, grad, sizes);
    double tolerance = dtype == DType.FLOAT64 ? 1e-12 : 2e-5;
    int from = 0;
    double[] dw = new double[C];
    double[] db = new double[C];
    int stride = x.numel() / n;
    for (int i = 0; i < sizes.length; i++) {
      Result part = parts.get(i);
      assertArrayEquals(slice(whole.y, from, sizes[i], stride), part.y, tolerance, "y " + i);
      assertArrayEquals(slice(whole.dx, from, sizes[i], stride), part.dx, tolerance, "dx " + i);
      for (int c = 0; c < C; c++) {
        dw[c] += part.dw[c];
        db[c] += part.db[c];
      }
      for (int b = 0; b < 3; b++) {
        assertArrayEquals(whole.running.get(b), part.running.get(b), tolerance, "buffer " + b);
        assertArrayEquals(parts.get(0).running.get(b), part.running.get(b), "the same everywhere");
      }
      from += sizes[i];
    }
    assertArrayEquals(whole.dw, dw, 10 * tolerance);
    assertArrayEquals(whole.db, db, 10 * tolerance);
  }

  private static int[] parse(String words) {
    return Arrays.stream(words.split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  private static double[] slice(double[] all, int from, int n, int stride) {
    return Arrays.copyOfRange(all, from * stride, (from + n) * stride);
  }

  private static List<Result> inThreads(Tensor x, Tensor grad, int[] sizes) throws Exception {
    Threads threads = new Threads(sizes.length);
    ExecutorService pool = Executors.newFixedThreadPool(sizes.length);
    try {
      List<Callable<Result>> work = new ArrayList<>();
      int from = 0;
      for (int i = 0; i < sizes.length; i++) {
        Tensor part = x.narrow(0, from, sizes[i]).clone();
        Tensor dy = grad.narrow(0, from, sizes[i]).clone();
        BatchGroup member = threads.member(i);
        work.add(() -> run(part, dy, member));
        from += sizes[i];
      }
      List<Result> results = new ArrayList<>();
      for (Future<Result> each : pool.invokeAll(work)) {
        results.add(each.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  /** {@code golden/layers/make_sync_batch_norm.py}: PyTorch on the whole batch. */
  @Test
  void equalsPyTorchOnTheWholeBatch() throws Exception {
    String[] lines;
    try (var in = BatchGroupTest.class.getResourceAsStream("/golden/layers/sync_batch_norm.txt")) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Tensor x = Tensors.tensor(numbers(lines[0])).reshape(5, C, 3, 2);
    Tensor grad = Tensors.tensor(numbers(lines[1])).reshape(5, C, 3, 2);
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      double tolerance = dtype == DType.FLOAT64 ? 1e-10 : 1e-4;
      List<Result> parts = inThreads(x.to(dtype), grad.to(dtype), new int[] {1, 0, 4});
      double[] dw = new double[C];
      double[] db = new double[C];
      for (Result part : parts) {
        for (int c = 0; c < C; c++) {
          dw[c] += part.dw[c];
          db[c] += part.db[c];
        }
        assertArrayEquals(numbers(lines[6]), part.running.get(0), tolerance);
        assertArrayEquals(numbers(lines[7]), part.running.get(1), tolerance);
      }
      int stride = C * 3 * 2;
      assertArrayEquals(slice(numbers(lines[2]), 1, 4, stride), parts.get(2).y, tolerance);
      assertArrayEquals(slice(numbers(lines[3]), 1, 4, stride), parts.get(2).dx, tolerance);
      assertArrayEquals(slice(numbers(lines[3]), 0, 1, stride), parts.get(0).dx, tolerance);
      assertArrayEquals(numbers(lines[4]), dw, tolerance);
      assertArrayEquals(numbers(lines[5]), db, tolerance);
    }
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  @Test
  void aGroupOfOneIsPlainBatchNorm() {
    Tensor x = random(DType.FLOAT32, 5, 4, 1);
    Tensor grad = random(DType.FLOAT32, 5, 4, 2);
    Result plain = run(x, grad, null);
    Result alone = run(x, grad, double[]::clone);
    assertArrayEquals(plain.y, alone.y, 1e-6);
    assertArrayEquals(plain.dx, alone.dx, 1e-6);
  }

  @Test
  void evaluationAndInstanceNormAskNobody() {
    BatchGroup silent =
        values -> {
          throw new AssertionError("asked");
        };
    try (var scope = BatchGroup.use(silent)) {
      new BatchNorm2d(C).eval().call(random(DType.FLOAT32, 2, 4, 1));
      new InstanceNorm2d(C).call(random(DType.FLOAT32, 2, 4, 1));
      try (var none = BatchGroup.use(null)) {
        assertNull(BatchGroup.current());
      }
      assertEquals(silent, BatchGroup.current());
    }
    assertNull(BatchGroup.current());
  }

  @Test
  void oneValueInAllAndHigherDerivativesAreRefused() throws Exception {
    Tensor one = random(DType.FLOAT32, 1, 2, 1);
    var failed =
        assertThrows(
            ExecutionException.class,
            () -> inThreads(one, random(DType.FLOAT32, 1, 2, 2), new int[] {1, 0}));
    assertTrue(failed.getMessage().contains("got 1 over all workers"), failed::getMessage);
    try (var scope = BatchGroup.use(double[]::clone)) {
      Tensor x = random(DType.FLOAT32, 4, 2, 1).requiresGrad_();
      Tensor y = new BatchNorm1d(C).call(x).square().sum();
      var e =
          assertThrows(
              UnsupportedOperationException.class,
              () -> Autograd.grad(List.of(y), List.of(x), null, true, true, false));
      assertTrue(e.getMessage().contains("over all workers"), e::getMessage);
    }
  }
}
