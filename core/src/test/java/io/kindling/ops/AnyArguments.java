package io.kindling.ops;

import io.kindling.nn.functional.PoolOptions;
import io.kindling.random.Generator;
import io.kindling.tensor.DType;
import io.kindling.tensor.Scalar;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.Tensors;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Arguments for any operation, good and bad, from a seed. */
final class AnyArguments {
  private static final String[] WORDS = {
    "reflect",
    "replicate",
    "circular",
    "none",
    "tanh",
    "nearest",
    "nearest-exact",
    "linear",
    "bilinear",
    "bicubic",
    "area",
    "ij,jk->ik",
    "i,i->",
    "ii->i",
    "ij->ji",
    "i,j",
    "->",
    "",
    "wrong"
  };
  private static final int[] NUMBERS = {0, 1, -1, 2, -2, 3, -3, 4, 5};
  private static final double[] REALS = {
    0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    1.5,
    1e10,
    -1e10,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  private final Random random;

  /** The shape of the last tensor: operands of one shape, and types of one kind, are common. */
  private int[] sizes = {};

  private DType dtype = DType.FLOAT32;

  AnyArguments(long seed) {
    random = new Random(seed);
    dtype = DType.values()[random.nextInt(5)];
    sizes = sizes(random.nextInt(5));
  }

  Object[] of(Method method) {
    Object[] arguments = new Object[method.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = any(method, i, method.getParameterTypes()[i]);
    }
    return arguments;
  }

  private Object any(Method method, int at, Class<?> type) {
    if (type == Tensor.class) {
      return tensor(method);
    } else if (type == int.class || type == Integer.class) {
      return NUMBERS[random.nextInt(NUMBERS.length)];
    } else if (type == long.class) {
      return (long) NUMBERS[random.nextInt(NUMBERS.length)];
    } else if (type == double.class || type == Double.class) {
      return REALS[random.nextInt(REALS.length)];
    } else if (type == float.class) {
      return random.nextFloat();
    } else if (type == boolean.class || type == Boolean.class) {
      return random.nextBoolean();
    } else if (type == String.class) {
      return WORDS[random.nextInt(WORDS.length)];
    } else if (type == Scalar.class) {
      return random.nextBoolean() ? Scalar.of(random.nextInt(5) - 2) : Scalar.of(1.5);
    } else if (type == Shape.class) {
      return Shape.of(sizes(random.nextInt(4)));
    } else if (type == Generator.class) {
      return new Generator(random.nextLong());
    } else if (type.isEnum()) {
      return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
    } else if (type.isArray()) {
      return array(method, at, type.getComponentType());
    } else if (type == List.class) {
      return list(method, at);
    } else if (type == UnaryOperator.class) {
      return (UnaryOperator<Tensor>) Tensor::neg;
    } else if (type == BinaryOperator.class) {
      return (BinaryOperator<Tensor>) (a, b) -> a.sub(b).square().sum(-1);
    }
    return settings(type);
  }

  private Object array(Method method, int at, Class<?> of) {
    int n = random.nextInt(4);
    Object array = Array.newInstance(of, n);
    for (int i = 0; i < n; i++) {
      // A factor of each dimension makes no more than memory holds.
      Array.set(array, i, of == double.class ? random.nextInt(5) / 2. : any(method, at, of));
    }
    return array;
  }

  private List<?> list(Method method, int at) {
    ParameterizedType type = (ParameterizedType) method.getGenericParameterTypes()[at];
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(any(method, at, (Class<?>) type.getActualTypeArguments()[0]));
    }
    return list;
  }

  private Object settings(Class<?> type) {
    if (type == Convolution.Config.class) {
      int n = 1 + random.nextInt(2);
      return new Convolution.Config(
          small(n, 1), small(n, 0), small(n, 1), random.nextInt(4) == 0 ? 2 : 1);
    } else if (type == PoolOptions.class) {
      int n = 1 + random.nextInt(2);
      return PoolOptions.of(Arrays.stream(small(n, 1)).map(k -> Math.max(1, k)).toArray())
          .padding(Arrays.stream(small(n, 0)).map(k -> Math.max(0, k)).toArray())
          .ceilMode(random.nextBoolean());
    } else if (type == BatchNormalization.Statistics.class) {
      boolean running = random.nextBoolean();
      int channels = sizes.length < 2 ? 1 : sizes[1];
      return new BatchNormalization.Statistics(
          running ? Tensors.zeros(channels) : null,
          running ? Tensors.ones(channels) : null,
          random.nextBoolean(),
          0.1,
          random.nextInt(4) == 0 ? 0 : 1e-5);
    }
    try {
      // The options of a loss with their defaults.
      return type.getEnclosingClass().getMethod("options").invoke(null);
    } catch (ReflectiveOperationException | NullPointerException e) {
      throw new AssertionError("no arguments of " + type + "; make some here", e);
    }
  }

  private int[] small(int n, int usual) {
    int[] values = new int[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextInt(3) > 0 ? usual : random.nextInt(5) - 1;
    }
    return values;
  }

  private int[] sizes(int rank) {
    int[] made = new int[rank];
    for (int i = 0; i < rank; i++) {
      made[i] = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(4);
    }
    return made;
  }

  /** A tensor of any type and shape, often as the last; strided at times. */
  Tensor tensor(Method method) {
    if (random.nextInt(12) == 0 && !method.getName().endsWith("_")) {
      dtype = DType.values()[random.nextInt(5)];
    }
    boolean index = dtype.isFloatingPoint() && random.nextInt(5) == 0;
    if (random.nextInt(3) == 0) {
      sizes = sizes(random.nextInt(5));
    }
    Tensor tensor = Tensors.zeros(index ? DType.INT64 : dtype, sizes);
    for (int i = 0; i < tensor.numel(); i++) {
      tensor.storage().setDouble(i, index ? random.nextInt(3) : random.nextInt(9) / 2. - 2);
    }
    if (tensor.dim() > 1 && random.nextInt(4) == 0) {
      tensor = tensor.transpose(0, -1);
      sizes = tensor.shape().toArray();
    }
    boolean grad = tensor.dtype().isFloatingPoint() && random.nextInt(3) == 0;
    return grad && !method.getName().endsWith("_") ? tensor.detach().requiresGrad_() : tensor;
  }

  static String text(Object self, Object... arguments) {
    StringBuilder text = new StringBuilder(self == null ? "(" : "(" + text(self) + "; ");
    for (Object argument : arguments) {
      text.append(text(argument)).append(", ");
    }
    return text.append(")").toString();
  }

  private static String text(Object value) {
    if (value instanceof Tensor tensor) {
      return tensor.dtype().label() + tensor.shape();
    } else if (value instanceof int[] numbers) {
      return Arrays.toString(numbers);
    } else if (value instanceof long[] numbers) {
      return Arrays.toString(numbers);
    } else if (value instanceof Tensor[] tensors) {
      return Arrays.stream(tensors).map(AnyArguments::text).toList().toString();
    } else if (value instanceof Convolution.Config c) {
      return "stride "
          + Arrays.toString(c.stride())
          + " padding "
          + Arrays.toString(c.padding())
          + " dilation "
          + Arrays.toString(c.dilation())
          + " groups "
          + c.groups();
    } else if (value instanceof PoolOptions p) {
      return "kernel "
          + Arrays.toString(p.kernelSize())
          + " padding "
          + Arrays.toString(p.padding())
          + " ceil "
          + p.ceilMode();
    } else if (value instanceof List<?> list) {
      return list.stream().map(AnyArguments::text).toList().toString();
    }
    return String.valueOf(value);
  }
}
