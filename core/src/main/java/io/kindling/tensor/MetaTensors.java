package io.kindling.tensor;

/**
 * A scope in which this thread's new tensors have a shape but no memory, as those on PyTorch's
 * {@code meta} device: to learn what a network would take before it is made.
 *
 * <pre>{@code
 * try (var scope = MetaTensors.use()) {
 *   new Linear(40_000, 40_000).parameters().forEach(p -> System.out.println(MetaTensors.bytes(p)));
 * }
 * }</pre>
 *
 * <p>Holds for {@link Tensors#zeros}, {@link Tensors#ones}, {@link Tensors#full} and what is made
 * of them; {@code nn.init} leaves such tensors alone. All elements of one are the same, whatever is
 * written to it: they are for asking about shapes and not for computing with.
 */
public final class MetaTensors {
  private static final ThreadLocal<Boolean> ACTIVE = new ThreadLocal<>();

  private MetaTensors() {}

  /** Ends the scope when closed. */
  @FunctionalInterface
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** Begins the scope; inside another one, nothing changes. */
  public static Scope use() {
    if (isActive()) {
      return () -> {};
    }
    ACTIVE.set(true);
    return ACTIVE::remove;
  }

  /** Whether this thread is inside the scope. */
  public static boolean isActive() {
    return ACTIVE.get() != null;
  }

  /** The memory that a tensor of this shape and type takes, in bytes. */
  public static long bytes(Tensor tensor) {
    return (long) tensor.numel() * tensor.dtype().bytes();
  }

  static Tensor allocate(DType dtype, Shape shape) {
    if (!isActive()) {
      return Tensor.allocate(dtype, shape);
    }
    return Tensor.strided(Storage.allocate(dtype, 1), shape, new int[shape.dim()], 0);
  }
}
