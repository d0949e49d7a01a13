package io.kindling.nn;

import io.kindling.autograd.GradMode;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.Map;

/**
 * A copy of a network with averaged weights; {@code torch.optim.swa_utils.AveragedModel}. The first
 * update copies; each later one makes of the average a and the network's weight p
 *
 * <ul>
 *   <li>{@link #ema}: {@code a + (1 - decay) (p - a)}, as {@code get_ema_multi_avg_fn(decay)};
 *   <li>{@link #swa}: {@code a + (p - a) / (n + 1)} after n updates (Izmailov et al., 2018).
 * </ul>
 *
 * <pre>{@code
 * AveragedModel average = AveragedModel.ema(model, 0.999);
 * for (Batch batch : loader.epoch(epoch)) {
 *   ...
 *   optimizer.step();
 *   average.updateParameters(model);
 * }
 * average.eval().call(images);
 * }</pre>
 *
 * <p>Buffers, as batch norm's running statistics, are copied at each update, or averaged too with
 * {@link #useBuffers}. The state dict has PyTorch's keys: {@code n_averaged} and {@code module.} in
 * front of the network's own; loaded again, averaging goes on as if it had never stopped.
 */
public final class AveragedModel extends Module {
  private static final long serialVersionUID = 1L;

  private final Module module;
  private final Tensor averaged;

  /** NaN: the mean of all. */
  private final double decay;

  private final boolean useBuffers;

  private AveragedModel(Module module, double decay, boolean useBuffers) {
    this.averaged = registerBuffer("n_averaged", Tensors.scalar(DType.INT64, 0));
    this.module = register("module", module);
    this.decay = decay;
    this.useBuffers = useBuffers;
  }

  /**
   * The exponential moving average of a network's weights.
   *
   * @param decay how much of the average stays at each update, 0..1
   * @throws IllegalArgumentException when the decay is not in 0..1
   */
  public static AveragedModel ema(Module model, double decay) {
    if (!(decay >= 0 && decay <= 1)) {
      throw new IllegalArgumentException(
          "Invalid decay value " + decay + " provided. Please provide a value in [0,1] range.");
    }
    return new AveragedModel(copy(model), decay, false);
  }

  /** The mean of a network's weights at each update: stochastic weight averaging. */
  public static AveragedModel swa(Module model) {
    return new AveragedModel(copy(model), Double.NaN, false);
  }

  /** The same, at its beginning, which also averages buffers. */
  public AveragedModel useBuffers(boolean use) {
    return new AveragedModel(copy(module), decay, use);
  }

  /** The network with the averaged weights. */
  public Module module() {
    return module;
  }

  /** How many updates there were. */
  public long nAveraged() {
    return (long) averaged.item();
  }

  @Override
  public Tensor forward(Tensor input) {
    return module.call(input);
  }

  /**
   * Takes the weights of {@code model} into the average.
   *
   * @throws IllegalArgumentException when it has other parameters or buffers
   */
  public void updateParameters(Module model) {
    Map<String, Tensor> own = module.stateDict();
    Map<String, Tensor> current = model.stateDict();
    own.forEach(
        (name, tensor) -> {
          Tensor other = current.get(name);
          if (other == null || !other.shape().equals(tensor.shape())) {
            throw new IllegalArgumentException(
                "AveragedModel.updateParameters: "
                    + name
                    + " is "
                    + tensor.shape()
                    + ", the model has "
                    + (other == null ? "none" : other.shape())
                    + "; give the model it was made of");
          }
        });
    long before = nAveraged();
    Map<String, Tensor> parameters = module.namedParameters();
    try (var scope = GradMode.noGrad()) {
      own.forEach(
          (name, average) -> {
            Tensor value = current.get(name);
            boolean averages = parameters.containsKey(name) || useBuffers;
            if (before == 0 || !averages) {
              average.copy_(value);
            } else if (average.dtype().isFloatingPoint()) {
              average.lerp_(value, Double.isNaN(decay) ? 1.0 / (before + 1) : 1 - decay);
            } else {
              whole(average, value, before);
            }
          });
      averaged.add_(1);
    }
  }

  /** Counts: cut down to whole numbers, as PyTorch's copy into an integer does. */
  private void whole(Tensor average, Tensor value, long before) {
    long[] a = average.toLongArray();
    long[] p = value.toLongArray();
    for (int i = 0; i < a.length; i++) {
      a[i] =
          Double.isNaN(decay)
              ? (long) (a[i] + (p[i] - a[i]) / (float) (before + 1))
              : (long) (a[i] * (float) decay + p[i] * (float) (1 - decay));
    }
    average.copy_(Tensors.wrap(a, a.length).reshape(average.shape().toArray()));
  }

  /** A copy of its own, as Python's {@code deepcopy}. */
  private static Module copy(Module model) {
    ClassLoader loader = model.getClass().getClassLoader();
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(model);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())) {
            @Override
            protected Class<?> resolveClass(ObjectStreamClass type)
                throws IOException, ClassNotFoundException {
              try {
                return Class.forName(type.getName(), false, loader);
              } catch (ClassNotFoundException e) {
                return super.resolveClass(type);
              }
            }
          }) {
        return (Module) in.readObject();
      }
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "AveragedModel: " + model.getClass().getName() + " cannot be copied: " + e, e);
    }
  }
}
