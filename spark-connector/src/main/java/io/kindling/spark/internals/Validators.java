package io.kindling.spark.internals;

import java.io.Serializable;
import java.util.function.Predicate;
import scala.Function1;
import scala.runtime.AbstractFunction1;

/** Validators of Params, from Java. */
public final class Validators {
  private Validators() {}

  /** A validator as Spark wants it, which travels with its Param. */
  public static <T> Function1<T, Object> valid(Check<? super T> check) {
    return new Validator<>(check);
  }

  /** Judges a value; may throw an IllegalArgumentException that says what is wrong with it. */
  public interface Check<T> extends Predicate<T>, Serializable {}

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
