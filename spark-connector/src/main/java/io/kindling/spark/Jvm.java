package io.kindling.spark;

import io.kindling.kernel.Kernels;
import io.kindling.spark.internals.Executors;
import io.kindling.spark.internals.RunningSpark;
import java.security.CodeSource;
import scala.util.Properties$;

/**
 * What one JVM of an application has.
 *
 * @param name the executor's id; the driver's is {@code driver}
 * @param java version of Java
 * @param scala version of Scala
 * @param kernels name of Kindling's kernels; empty where there are none, without kindling-core
 * @param whyNotSimd why the kernels are not those of the Vector API; empty where they are
 * @param kindling version of Kindling, and for which Scala it is built
 * @param from where its classes are
 */
public record Jvm(
    String name,
    String java,
    String scala,
    String kernels,
    String whyNotSimd,
    String kindling,
    String from) {
  private static final String BETWEEN = "\t";

  /** This one. */
  static Jvm here() {
    String kernels = "";
    String why = "";
    try {
      kernels = Kernels.active().name();
      why = whyNotSimd(kernels);
    } catch (NoClassDefFoundError e) {
      why = "not found: " + e.getMessage();
    }
    return new Jvm(
        Executors.thisOne(),
        System.getProperty("java.version"),
        Properties$.MODULE$.versionNumberString(),
        kernels,
        why,
        RunningSpark.kindling(),
        whereFrom());
  }

  private static String whyNotSimd(String kernels) {
    if (!kernels.equals(Kernels.scalar().name())) {
      return "";
    }
    try {
      Kernels.simd();
      return "something has chosen them";
    } catch (UnsupportedOperationException e) {
      return e.getMessage();
    }
  }

  private static String whereFrom() {
    CodeSource source = Jvm.class.getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null ? "?" : source.getLocation().toString();
  }

  /** As text, which every serializer of Spark takes. */
  String encode() {
    return String.join(BETWEEN, name, java, scala, kernels, whyNotSimd, kindling, from);
  }

  static Jvm decode(String text) {
    String[] parts = text.split(BETWEEN, -1);
    return new Jvm(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6]);
  }

  /** In a line, without its name. */
  @Override
  public String toString() {
    String reason = whyNotSimd.isEmpty() ? "" : " (" + whyNotSimd + ")";
    String file = from.replaceFirst("^.*/(?=[^/]+/?$)", "");
    return "Java "
        + java
        + ", Scala "
        + scala
        + ", kernels: "
        + (kernels.isEmpty() ? "none" : kernels)
        + reason
        + ", Kindling "
        + kindling
        + " in "
        + file;
  }
}
