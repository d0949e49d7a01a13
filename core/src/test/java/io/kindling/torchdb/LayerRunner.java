package io.kindling.torchdb;

import io.kindling.nn.AdaptiveMaxPool1d;
import io.kindling.nn.AdaptiveMaxPool2d;
import io.kindling.nn.MaxPool1d;
import io.kindling.nn.MaxPool2d;
import io.kindling.nn.Module;
import io.kindling.nn.loss.Losses;
import io.kindling.nn.spec.Modules;
import io.kindling.ops.MaxPooling;
import io.kindling.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a module by its name, with parameters from a seed, and calls it. */
final class LayerRunner {
  private LayerRunner() {}

  static boolean known(String name) {
    return Modules.names().contains(name) || name.endsWith("Loss") && lossExists(name);
  }

  private static boolean lossExists(String name) {
    try {
      Class.forName("io.kindling.nn.loss." + name);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Outputs and running statistics of a call; the module's parameters join the inputs. */
  static List<Tensor> call(Case c, Inputs inputs) {
    Map<String, Object> options = new LinkedHashMap<>();
    Inputs settings = new Inputs(inputs.dtype, Layout.CONTIGUOUS);
    ((Map<?, ?>) c.text().get("c")).forEach((k, v) -> options.put((String) k, settings.make(v)));
    boolean indices = Boolean.TRUE.equals(options.remove("return_indices"));
    Module module =
        Modules.names().contains(c.operation())
            ? Modules.byName(c.operation(), options)
            : Losses.criterionByName(c.operation(), options);
    module.to(inputs.dtype);
    module.train(!c.kind().equals("evaluation"));
    fill(module, Inputs.whole(c.text().get("p")));
    List<Object> arguments = new ArrayList<>();
    c.positional().forEach(a -> arguments.add(inputs.make(a)));
    if (!c.named().isEmpty()) {
      throw new NotHereException("no argument " + c.named().keySet());
    }
    List<Tensor> outputs = new ArrayList<>();
    if (indices) {
      outputs.addAll(withIndices(module, (Tensor) arguments.get(0)));
    } else {
      outputs.add(invoke(module, arguments));
    }
    module.parameters().stream().filter(Tensor::requiresGrad).forEach(inputs.differentiable::add);
    module
        .namedBuffers()
        .forEach(
            (name, buffer) -> {
              if (name.contains("running_")) {
                outputs.add(buffer);
              }
            });
    return outputs;
  }

  /** The elements that layers.py gives the parameters and running statistics. */
  private static void fill(Module module, long seed) {
    Map<String, Tensor> parameters = module.namedParameters();
    int index = 0;
    for (Map.Entry<String, Tensor> entry : module.stateDict().entrySet()) {
      String name = entry.getKey();
      if (parameters.containsKey(name) || name.contains("running_")) {
        boolean variance = name.endsWith("running_var");
        Tensor tensor = parameters.getOrDefault(name, entry.getValue());
        double[] values =
            Recipe.values(
                variance ? 4096 : -8192, 13, variance ? 8192 : 16384, seed + index, tensor.numel());
        for (int i = 0; i < values.length; i++) {
          tensor.storage().setDouble(tensor.offset() + i, values[i]);
        }
      }
      index++;
    }
  }

  private static List<Tensor> withIndices(Module module, Tensor x) {
    MaxPooling.Result r =
        module instanceof MaxPool1d pool
            ? pool.callWithIndices(x)
            : module instanceof MaxPool2d pool
                ? pool.callWithIndices(x)
                : module instanceof AdaptiveMaxPool1d pool
                    ? pool.callWithIndices(x)
                    : ((AdaptiveMaxPool2d) module).callWithIndices(x);
    return List.of(r.values(), r.indices());
  }

  private static Tensor invoke(Module module, List<Object> arguments) {
    for (Method method : module.getClass().getMethods()) {
      if (method.getName().equals("call") && method.getParameterCount() == arguments.size()) {
        Object[] fitted = fit(method.getParameterTypes(), arguments);
        if (fitted != null) {
          try {
            return (Tensor) method.invoke(module, fitted);
          } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
              throw cause;
            }
            throw new AssertionError(e.getCause());
          } catch (IllegalAccessException e) {
            throw new AssertionError(e);
          }
        }
      }
    }
    throw new NotHereException("no call of " + arguments.size() + " such arguments");
  }

  private static Object[] fit(Class<?>[] types, List<Object> arguments) {
    Object[] fitted = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      Object argument = arguments.get(i);
      if (types[i] == Tensor.class && argument instanceof Tensor) {
        fitted[i] = argument;
      } else if (types[i] == double.class && argument instanceof Number number) {
        fitted[i] = number.doubleValue();
      } else if (types[i] == long[].class && argument instanceof List<?> list) {
        fitted[i] = list.stream().mapToLong(Inputs::whole).toArray();
      } else {
        return null;
      }
    }
    return fitted;
  }
}
