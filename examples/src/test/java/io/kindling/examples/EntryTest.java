package io.kindling.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where jobs begin, and what is said where they cannot. */
final class EntryTest {
  private static final int JAVA_8 = 52;
  private static final Pattern MAIN = Pattern.compile("io\\.kindling\\.examples\\.\\w+");

  private static void assertSays(String said, String... parts) {
    for (String part : parts) {
      assertTrue(said.contains(part), () -> "wanted <" + part + "> in: " + said);
    }
  }

  /** Those that the scripts submit, and the README names. */
  @Test
  void whatIsSubmittedIsOfJava8() throws IOException {
    Path root = Path.of("..").toAbsolutePath().normalize();
    List<Path> scripts;
    try (Stream<Path> files = Files.list(root.resolve("examples"))) {
      scripts =
          files.filter(file -> file.toString().matches(".*(-cifar10|train-.*)\\.sh")).toList();
    }
    List<String> mains =
        Stream.concat(scripts.stream(), Stream.of(root.resolve("README.md")))
            .flatMap(EntryTest::mains)
            .distinct()
            .toList();
    assertTrue(mains.size() >= 3, mains::toString);
    for (String main : mains) {
      assertEquals(JAVA_8, majorVersion(main), main);
    }
    assertEquals(JAVA_8, majorVersion(Entry.class.getName()));
    assertTrue(majorVersion(TrainCifar10Job.class.getName()) > JAVA_8);
  }

  private static Stream<String> mains(Path file) {
    try {
      return Files.readString(file)
          .lines()
          .filter(line -> line.contains("submit"))
          .flatMap(line -> MAIN.matcher(line).results().map(MatchResult::group))
          .collect(Collectors.toList())
          .stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int majorVersion(String name) throws IOException {
    String file = "/" + name.replace('.', '/') + ".class";
    try (var in = new DataInputStream(EntryTest.class.getResourceAsStream(file))) {
      in.readInt(); // the magic number
      in.readUnsignedShort(); // the minor version
      return in.readUnsignedShort();
    }
  }

  @Test
  void whatIsMissingIsSaidWithItsCure() {
    for (String old : List.of("1.8", "11", "16")) {
      assertSays(
          Entry.refusal(old, "2.12.18", "3.5.1", "2.12"),
          "needs Java 17 or newer, this is Java " + old,
          "JAVA_HOME",
          "JNAME=zulu17-ca-amd64");
    }
    assertSays(Entry.refusal("17", null, null, "2.13"), "run this jar by spark-submit");
    assertSays(Entry.refusal("17", "2.12.17", "3.4.4", "2.12"), "3.5 to 4.2, this is Spark 3.4.4");
    assertSays(
        Entry.refusal("17", "2.12.18", "3.5.1", "2.13"),
        "built for Scala 2.13, but this Spark (3.5.1) runs on Scala 2.12.18",
        "mvn -Pspark-3.5-scala-2.12 package");
    assertSays(
        Entry.refusal("21", "2.13.16", "4.0.1", "2.12"),
        "runs on Scala 2.13.16: build it by mvn p");
  }

  @Test
  void whatFitsIsLetIn() {
    assertNull(Entry.refusal("17", "2.12.18", "3.5.0", "2.12"));
    assertNull(Entry.refusal("25", "2.13.17", "4.2.0", "2.13"));
    assertNull(Entry.refusal("21", "2.13.16", "5.0.0-preview1", "2.13")); // the log warns
    assertNull(Entry.refusal("17", "2.13.16", "vendor", "2.13"));
  }
}
