package io.kindling.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SIMD kernels are for JVMs that compile vectors; others say why they get the scalar ones. */
final class VectorSupportTest {
  private static final String HOTSPOT = "Java HotSpot(TM) 64-Bit Server VM";

  @Test
  void theJvmOfTheTestsCompilesVectors() {
    assertNull(VectorSupport.missing());
  }

  /** Flags of the JVM, and which kernels it then has and why. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-XX:TieredStopAtLevel=4        | Vector API |",
        "-Xint                          | scalar     | it interprets bytecode",
        "-XX:TieredStopAtLevel=0        | scalar     | it interprets bytecode",
        "-XX:TieredStopAtLevel=1        | scalar     | its compiler C2 is off",
        "-XX:TieredStopAtLevel=3        | scalar     | its compiler C2 is off",
        "-XX:CompilationMode=quick-only | scalar     | its compiler C2 is off",
        "-XX:-EnableVectorSupport       | scalar     | -XX:-EnableVectorSupport is set",
        "-XX:TieredStopAtLevel=1 -Dkindling.kernels=simd | Vector API |",
        "-Dkindling.kernels=scalar      | scalar     | kindling.kernels says so",
        "-Dkindling.kernels=fast        | Vector API | kindling.kernels is 'fast'",
      })
  void aFreshJvmChooses(String flags, String kernels, String why) throws Exception {
    List<String> said = run(flags.split(" "));
    assertTrue(said.get(0).startsWith("active: " + kernels), said::toString);
    assertTrue(why == null || String.join(" ", said).contains(why), said::toString);
  }

  @Test
  void otherJvmsAreNotKnownToCompileVectors() {
    String openJ9 = VectorSupport.missing("Eclipse OpenJ9 VM", "JRE 17 Linux amd64", o -> null);
    assertEquals(
        "'Eclipse OpenJ9 VM' is no HotSpot JVM, and what it makes of vectors is not known", openJ9);
    Map<String, String> graal = Map.of("TieredStopAtLevel", "4", "UseJVMCICompiler", "true");
    String jvmci = VectorSupport.missing(HOTSPOT, "mixed mode, sharing", graal::get);
    assertTrue(jvmci.startsWith("its compiler is not C2"), jvmci);
  }

  /** As an image without jdk.management is. */
  @Test
  void flagsThatCannotBeReadAreNotHeldAgainstAJvm() {
    assertNull(VectorSupport.missing(HOTSPOT, "mixed mode, sharing", o -> null));
  }

  /** What the process under test prints, its log included. */
  private static List<String> run(String... flags) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-modules=jdk.incubator.vector",
            "-XX:+UnlockExperimentalVMOptions",
            "-Dorg.slf4j.simpleLogger.logFile=System.out",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
            "-cp",
            System.getProperty("java.class.path")));
    command.addAll(List.of(flags));
    command.add(VectorSupportTest.class.getName());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    byte[] out = process.getInputStream().readAllBytes();
    String said = new String(out, StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor(), said);
    List<String> lines = new ArrayList<>(said.lines().toList());
    lines.add(0, lines.remove(lines.size() - 1));
    return lines;
  }

  /** The process under test. */
  public static void main(String[] args) {
    System.out.println("active: " + Kernels.active().name());
  }
}
