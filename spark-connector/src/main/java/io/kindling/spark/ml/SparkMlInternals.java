package io.kindling.spark.ml;

import java.io.Serializable;
import java.util.function.Predicate;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;
import scala.Function1;
import scala.runtime.AbstractFunction1;

/**
 * All that depends on how Spark ML is made inside and not on what it promises: how a {@link Param}
 * is constructed from Java.
 */
final class SparkMlInternals {
  private SparkMlInternals() {}

  /**
   * Refuses Spark 4.0.0, whose {@code Param} cannot be constructed by code that was compiled for
   * any other version (SPARK-52259).
   *
   * @param paramClass {@code Param.class}
   * @throws IllegalStateException saying what to use instead
   */
  static void checkParams(Class<?> paramClass) {
    try {
      paramClass.getConstructor(Identifiable.class, String.class, String.class, Function1.class);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(
          "this Spark constructs its ML parameters in another way than all others (SPARK-52259, in"
              + " Spark 4.0.0 only); use Spark 4.0.1, 4.1 or newer",
          e);
    }
  }

  /** A validator as Spark wants it, which travels with its Param. */
  static <T> Function1<T, Object> valid(Check<? super T> check) {
    return new Validator<>(check);
  }

  /** Judges a value; may throw an IllegalArgumentException that says what is wrong with it. */
  interface Check<T> extends Predicate<T>, Serializable {}

  private static final class Validator<T> extends AbstractFunction1<T, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Check<? super T> check;

    Validator(Check<? super T> check) {
      this.check = check;
    }

    @Override
    public Object apply(T value) {
      return check.test(value);
    }
  }
}
