package io.kindling.torchdb;

import io.kindling.autograd.Autograd;
import io.kindling.io.Json;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Runs a case in both floating types and in every layout, and says how it differs from PyTorch. */
final class Runner {
  /** What a run gave: outputs, gradients, second gradients; null where there is none. */
  private record Made(List<Tensor> outputs, List<Tensor> first, List<Tensor> second) {}

  /** Makes the inputs of a case and calls what it names. */
  interface Caller {
    List<Tensor> call(Case c, Inputs inputs);
  }

  private final Caller caller;

  private Runner(Caller caller) {
    this.caller = caller;
  }

  static Runner of(Caller caller) {
    return new Runner(caller);
  }

  /** Of an operation. */
  static Runner operation(Function<Call, List<Tensor>> function) {
    return new Runner((c, inputs) -> call(function, c, inputs));
  }

  /**
   * Runs the case.
   *
   * @return null when all agrees, else how it differs
   * @throws NotHereException when the Java call cannot say it
   */
  String run(Case c) {
    if (c.refusal() != null) {
      return Refusal.check(c, () -> caller.call(c, inputs(c, null, Layout.CONTIGUOUS)));
    }
    if (c.dtype() != null) {
      String differs = once(c, c.dtype(), Layout.CONTIGUOUS, null);
      return differs != null ? differs : once(c, c.dtype(), Layout.TRANSPOSED, null);
    }
    List<double[]> exact = new ArrayList<>();
    for (Layout layout : Layout.values()) {
      String differs = once(c, DType.FLOAT64, layout, exact);
      if (differs != null) {
        return differs;
      }
    }
    for (Layout layout : List.of(Layout.CONTIGUOUS, Layout.TRANSPOSED)) {
      String differs = once(c, DType.FLOAT32, layout, exact);
      if (differs != null) {
        return differs;
      }
    }
    return null;
  }

  private static Inputs inputs(Case c, DType dtype, Layout layout) {
    DType own = c.dtype() != null ? c.dtype() : DType.FLOAT64;
    return new Inputs(dtype == null ? own : dtype, layout);
  }

  private static List<Tensor> call(Function<Call, List<Tensor>> function, Case c, Inputs inputs) {
    List<?> positional = (List<?>) inputs.make(c.positional());
    Map<String, Object> named = new TreeMap<>();
    c.named().forEach((key, value) -> named.put(key, inputs.make(value)));
    Call call = new Call(positional, named);
    List<Tensor> outputs;
    try {
      outputs = function.apply(call);
    } catch (NotHereException e) {
      throw e;
    } catch (RuntimeException e) {
      call.checkAllRead();
      throw e;
    }
    call.checkAllRead();
    return outputs;
  }

  private String once(Case c, DType dtype, Layout layout, List<double[]> exact) {
    Inputs inputs = inputs(c, dtype, layout);
    String where = dtype.label() + " " + layout.name().toLowerCase(Locale.ROOT) + ": ";
    Made made;
    try {
      made = make(c, inputs);
    } catch (NotHereException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      return where + "refused: " + e + at(e);
    }
    boolean single = c.dtype() == null && dtype == DType.FLOAT32;
    boolean keep = exact != null && exact.isEmpty();
    int[] next = {0};
    String differs =
        all(where + "output ", "out", c, made.outputs, dtype, single, keep, exact, next);
    if (differs == null && c.text().get("g") != null) {
      differs = all(where + "gradient ", "g", c, made.first, dtype, single, keep, exact, next);
    }
    if (differs == null && c.text().get("h") != null) {
      differs =
          all(where + "second gradient ", "h", c, made.second, dtype, single, keep, exact, next);
    }
    return differs;
  }

  private static String at(Throwable e) {
    for (StackTraceElement frame : e.getStackTrace()) {
      if (frame.getClassName().startsWith("io.kindling")) {
        return " at " + frame;
      }
    }
    return "";
  }

  private static String all(
      String where,
      String key,
      Case c,
      List<Tensor> got,
      DType dtype,
      boolean single,
      boolean keep,
      List<double[]> exact,
      int[] next) {
    List<?> expected = (List<?>) c.text().get(key);
    if (got == null) {
      return where + "expected, but nothing requires a gradient";
    }
    if (expected.size() != got.size()) {
      return where + "expected " + expected.size() + ", got " + got.size();
    }
    for (int i = 0; i < got.size(); i++) {
      Map<?, ?> wanted = (Map<?, ?>) expected.get(i);
      Tensor tensor = got.get(i);
      int place = next[0]++;
      if (keep) {
        exact.add(tensor == null ? null : Answer.values(tensor));
      }
      String differs;
      if (wanted == null) {
        differs = tensor == null || allZero(tensor) ? null : "expected none, got " + tensor;
      } else if (tensor == null) {
        differs = isZero(wanted) ? null : "expected " + Json.write(wanted) + ", got none";
      } else if (single && exact.get(place) != null) {
        differs = Answer.compareSingle(wanted, exact.get(place), tensor);
      } else {
        differs = Answer.compare(wanted, tensor, dtype);
      }
      if (differs != null) {
        return where + i + ": " + differs;
      }
    }
    return null;
  }

  private static boolean allZero(Tensor tensor) {
    for (double v : Answer.values(tensor)) {
      if (v != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the answer is zeros: as good as no gradient. */
  private static boolean isZero(Map<?, ?> answer) {
    Object values = answer.get("v") != null ? answer.get("v") : answer.get("p");
    for (double v : Inputs.numbers(values)) {
      if (v != 0) {
        return false;
      }
    }
    return answer.get("m") == null;
  }

  private Made make(Case c, Inputs inputs) {
    List<Tensor> outputs = caller.call(c, inputs);
    if (c.text().get("g") == null) {
      return new Made(outputs, null, null);
    }
    List<Tensor> roots = new ArrayList<>();
    List<Tensor> seeds = new ArrayList<>();
    for (Tensor output : outputs) {
      if (output.requiresGrad()) {
        seeds.add(sent(roots.size(), output).requiresGrad_());
        roots.add(output);
      }
    }
    if (roots.isEmpty()) {
      return new Made(outputs, null, null);
    }
    boolean again = c.text().get("h") != null;
    List<Tensor> first = Autograd.grad(roots, inputs.differentiable, seeds, again, again, true);
    if (!again) {
      return new Made(outputs, first, null);
    }
    roots = new ArrayList<>();
    List<Tensor> sent = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      if (first.get(i) != null && first.get(i).requiresGrad()) {
        roots.add(first.get(i));
        sent.add(sent(50 + i, first.get(i)));
      }
    }
    List<Tensor> all = new ArrayList<>(inputs.differentiable);
    all.addAll(seeds);
    List<Tensor> second =
        roots.isEmpty() ? null : Autograd.grad(roots, all, sent, false, false, true);
    return new Made(outputs, first, second);
  }

  private static Tensor sent(int which, Tensor like) {
    return Layout.CONTIGUOUS.tensor(like.dtype(), like.shape(), Recipe.sent(which, like.numel()));
  }
}
