package io.kindling.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The jars of {@code linked.jars} against the Spark on this test's class path. */
final class LinkTest {
  /** One page serves both servlet APIs: a Spark calls the method that has its own in it. */
  private static final Pattern OTHER_SERVLETS =
      Pattern.compile(
          "io/kindling/spark/internals/UiTab\\$TabPage\\.render uses"
              + " (javax|jakarta)/servlet/(http/Http)?ServletRequest, which is not there");

  @Test
  void everyReferenceOfTheJarsIsThere() throws Exception {
    List<Path> jars = new ArrayList<>();
    List<URL> urls = new ArrayList<>();
    for (String name : System.getProperty("linked.jars").split(File.pathSeparator)) {
      Path jar = Path.of(name);
      assertTrue(Files.isRegularFile(jar), jar + " is not there: run mvn package first");
      jars.add(jar);
      urls.add(jar.toUri().toURL());
    }
    int seen = 0;
    try (ClassFiles classes = new ClassFiles(urls.toArray(URL[]::new))) {
      LinkCheck check = new LinkCheck(classes);
      for (Path jar : jars) {
        seen += check(check, jar);
      }
      assertTrue(seen > 500, "only " + seen + " classes in " + jars);
      Set<String> faults = new TreeSet<>(check.faults());
      boolean javax = classes.find("javax/servlet/http/HttpServletRequest").isPresent();
      boolean jakarta = classes.find("jakarta/servlet/http/HttpServletRequest").isPresent();
      assertTrue(javax || jakarta, "no servlets");
      faults.removeIf(fault -> OTHER_SERVLETS.matcher(fault).matches());
      assertEquals("", String.join("\n", faults), "against Spark " + sparkVersion(classes));
    }
  }

  @Test
  void findsWhatIsNotThere() throws Exception {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "Stray", null, "java/lang/String", null);
    MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "go", "()V", null, null);
    code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "abs", "(I)I", false);
    code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "abs", "(C)I", false);
    code.visitFieldInsn(Opcodes.GETSTATIC, "java/lang/Math", "TAU", "F");
    code.visitTypeInsn(Opcodes.NEW, "org/apache/spark/Nothing");
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    writer.visitEnd();
    Path folder = Files.createTempDirectory("kindling-link");
    Files.write(folder.resolve("Stray.class"), writer.toByteArray());

    try (ClassFiles classes = new ClassFiles(folder.toUri().toURL())) {
      LinkCheck check = new LinkCheck(classes);
      check.check(writer.toByteArray());
      assertEquals(
          Set.of(
              "Stray extends java/lang/String, which is final or an interface",
              "Stray.go calls java/lang/Math.abs(C)I, which is not there",
              "Stray.go reads java/lang/Math.TAU:F, which is not there",
              "Stray.go uses org/apache/spark/Nothing, which is not there"),
          check.faults());
    }
  }

  @Test
  void findsWhatNobodyImplementsAndMayNotBeOverridden() throws Exception {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(
        Opcodes.V17,
        Opcodes.ACC_PUBLIC,
        "Half",
        null,
        "java/lang/Thread",
        new String[] {"java/util/concurrent/Callable"});
    writer
        .visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_NATIVE, "isAlive", "()Z", null, null)
        .visitEnd();
    writer.visitEnd();
    Path folder = Files.createTempDirectory("kindling-link");
    Files.write(folder.resolve("Half.class"), writer.toByteArray());

    try (ClassFiles classes = new ClassFiles(folder.toUri().toURL())) {
      LinkCheck check = new LinkCheck(classes);
      check.check(writer.toByteArray());
      assertEquals(
          Set.of(
              "Half does not implement call()Ljava/lang/Object; of java/util/concurrent/Callable",
              "Half overrides the final method java/lang/Thread.isAlive()Z"),
          check.faults());
    }
  }

  private static int check(LinkCheck check, Path jar) throws Exception {
    int seen = 0;
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
        if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/")) {
          try (InputStream in = file.getInputStream(entry)) {
            check.check(in.readAllBytes());
          }
          seen++;
        }
      }
    }
    return seen;
  }

  private static String sparkVersion(ClassFiles classes) {
    assertTrue(classes.find("org/apache/spark/SparkContext").isPresent());
    return System.getProperty("java.class.path").replaceAll(".*spark-core_([^/]*)\\.jar.*", "$1");
  }
}
