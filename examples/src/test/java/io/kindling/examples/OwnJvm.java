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
    command.add("-XX:+UseSerialGC"); // the cheapest to start
    command.add("--add-modules=jdk.incubator.vector"); // which Spark passes since 4.0
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
    properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return command;
  }
}
