package io.kindling.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.UnaryOperator;

/**
 * Whether this JVM's compiler makes vector instructions of the Vector API. Where it does not, each
 * vector is an object, and the SIMD kernels are slower than the scalar ones. C2 does; C1 and the
 * interpreter do not, and of other compilers it is not known here.
 */
final class VectorSupport {
  private VectorSupport() {}

  /** Why it does not, or null if it does. */
  static String missing() {
    return missing(
        System.getProperty("java.vm.name", ""),
        System.getProperty("java.vm.info", ""),
        VectorSupport::option);
  }

  /**
   * The same of any JVM.
   *
   * @param name {@code java.vm.name}
   * @param info {@code java.vm.info}
   * @param option the value of a flag of the JVM, null if it has no such flag
   */
  static String missing(String name, String info, UnaryOperator<String> option) {
    if (!name.startsWith("OpenJDK ") && !name.contains("HotSpot")) {
      return "'" + name + "' is no HotSpot JVM, and what it makes of vectors is not known";
    }
    if (info.contains("interpreted") || "false".equals(option.apply("UseCompiler"))) {
      return "it interprets bytecode (-Xint, -XX:-UseCompiler or -XX:TieredStopAtLevel=0)";
    }
    String level = option.apply("TieredStopAtLevel");
    if (info.contains("emulated-client") || level != null && !level.equals("4")) {
      return "its compiler C2 is off (-XX:TieredStopAtLevel below 4 or"
          + " -XX:CompilationMode=quick-only)";
    }
    if ("true".equals(option.apply("UseJVMCICompiler"))) {
      return "its compiler is not C2 (-XX:+UseJVMCICompiler), and what that makes of vectors is not"
          + " known";
    }
    return "false".equals(option.apply("EnableVectorSupport"))
        ? "-XX:-EnableVectorSupport is set"
        : null;
  }

  private static String option(String name) {
    try {
      HotSpotDiagnosticMXBean jvm =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return jvm == null ? null : jvm.getVMOption(name).getValue();
    } catch (IllegalArgumentException | LinkageError e) {
      return null; // no such flag, or a JVM without the module jdk.management
    }
  }
}
