package io.kindling.spark.ml;

import io.kindling.spark.internals.RunningSpark;
import io.kindling.spark.internals.TextParams;
import io.kindling.spark.internals.Validators;
import io.kindling.spark.internals.Validators.Check;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.function.Function;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import scala.Function1;

/**
 * The Params of one stage. Each is made, and given its default, at the first call with its name;
 * later calls return the same. Checks may return false, whereupon the doc says what was wanted, or
 * throw what is wrong.
 */
public final class ParamSet implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Params owner;
  private final HashMap<String, Param<?>> made = new HashMap<>();

  /**
   * @param owner has its uid already: it becomes the Params' parent
   */
  ParamSet(Params owner) {
    RunningSpark.check();
    this.owner = owner;
  }

  /** Makes all that the owner declares, so that their defaults are set. */
  void makeAll() {
    owner.params();
  }

  Param<String> text(String name, String doc, String byDefault) {
    return text(name, doc, byDefault, value -> true);
  }

  Param<String> text(String name, String doc, String byDefault, Check<String> check) {
    return param(
        name, byDefault, n -> TextParams.of(owner, n, doc, ParamSet.<String>valid(n, doc, check)));
  }

  IntParam whole(String name, String doc, Integer byDefault, Check<Integer> check) {
    return param(
        name,
        byDefault,
        n -> new IntParam(owner, n, doc, valid(n, doc, value -> check.test((Integer) value))));
  }

  LongParam whole(String name, String doc, Long byDefault) {
    return param(name, byDefault, n -> new LongParam(owner, n, doc));
  }

  DoubleParam number(String name, String doc, Double byDefault, Check<Double> check) {
    return param(
        name,
        byDefault,
        n -> new DoubleParam(owner, n, doc, valid(n, doc, value -> check.test((Double) value))));
  }

  BooleanParam flag(String name, String doc, Boolean byDefault) {
    return param(name, byDefault, n -> new BooleanParam(owner, n, doc));
  }

  IntArrayParam wholes(String name, String doc, int[] byDefault, Check<int[]> check) {
    return param(name, byDefault, n -> new IntArrayParam(owner, n, doc, valid(n, doc, check)));
  }

  StringArrayParam texts(String name, String doc, String[] byDefault, Check<String[]> check) {
    return param(name, byDefault, n -> new StringArrayParam(owner, n, doc, valid(n, doc, check)));
  }

  DoubleArrayParam numbers(String name, String doc, double[] byDefault, Check<double[]> check) {
    return param(name, byDefault, n -> new DoubleArrayParam(owner, n, doc, valid(n, doc, check)));
  }

  @SuppressWarnings("unchecked")
  private <P extends Param<?>> P param(String name, Object byDefault, Function<String, P> maker) {
    Param<?> known = made.get(name);
    if (known != null) {
      return (P) known;
    }
    P param = maker.apply(name);
    made.put(name, param);
    if (byDefault != null) {
      owner.setDefault((Param<Object>) param, byDefault);
    }
    return param;
  }

  private static <T> Function1<T, Object> valid(String name, String doc, Check<T> check) {
    return Validators.valid(
        value -> {
          if (!check.test(value)) {
            throw new IllegalArgumentException(name + ": got " + shown(value) + ", wanted " + doc);
          }
          return true;
        });
  }

  private static String shown(Object value) {
    if (value instanceof double[] numbers) {
      return Arrays.toString(numbers);
    }
    if (value instanceof String[] texts) {
      return Arrays.toString(texts);
    }
    return value instanceof int[] numbers ? Arrays.toString(numbers) : String.valueOf(value);
  }
}
