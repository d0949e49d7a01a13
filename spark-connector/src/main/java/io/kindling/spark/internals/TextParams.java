package io.kindling.spark.internals;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;
import scala.Function1;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Constructs Params of text, in the way the running Spark has: 3.5 knows no class of their values,
 * 4.0.0 wants it as a ClassTag (SPARK-52259), and later ones as a Class, which Spark Connect needs
 * to read values that clients send.
 */
public final class TextParams {
  private static final MethodHandle CONSTRUCTOR = constructor(MethodHandles.publicLookup());

  private TextParams() {}

  /** A Param that takes any text. */
  public static Param<String> of(Identifiable owner, String name, String doc) {
    return of(owner, name, doc, Validators.valid(text -> true));
  }

  /** A Param that takes texts that are valid. */
  @SuppressWarnings("unchecked")
  public static Param<String> of(
      Identifiable owner, String name, String doc, Function1<String, Object> isValid) {
    try {
      return (Param<String>) CONSTRUCTOR.invoke(owner.uid(), name, doc, isValid);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot construct the Param " + name, e);
    }
  }

  private static MethodHandle constructor(MethodHandles.Lookup lookup) {
    MethodType old =
        MethodType.methodType(
            void.class, String.class, String.class, String.class, Function1.class);
    MethodHandle withClass = find(lookup, old.appendParameterTypes(Class.class));
    if (withClass != null) {
      return MethodHandles.insertArguments(withClass, 4, String.class);
    }
    MethodHandle withTag = find(lookup, old.appendParameterTypes(ClassTag.class));
    if (withTag != null) {
      return MethodHandles.insertArguments(withTag, 4, ClassTag$.MODULE$.apply(String.class));
    }
    MethodHandle plain = find(lookup, old);
    if (plain == null) {
      throw new NoSuchMethodError(
          "this Spark constructs its ML parameters in none of the ways of Spark 3.5 to 4.2");
    }
    return plain;
  }

  private static MethodHandle find(MethodHandles.Lookup lookup, MethodType type) {
    try {
      return lookup.findConstructor(Param.class, type);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      return null;
    }
  }
}
