package io.kindling.examples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;

/** A job in a JVM of its own, with the class path of this one. */
public final class OwnJvm {
  private OwnJvm() {}

  /** The words that start {@code main} with the given system properties. */
  public static List<String> command(Class<?> main, Map<String, String> properties) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    // The cheapest for a process that lives for seconds: what is not hot for long is not optimized.
    command.add("-XX:+UseSerialGC");
    command.add("-XX:Tier4InvocationThreshold=100000");
    command.add("-XX:Tier4MinInvocationThreshold=10000");
    command.add("-XX:Tier4CompileThreshold=300000");
    command.add("--add-modules=jdk.incubator.vector"); // which Spark passes since 4.0
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
    properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return command;
  }
}
