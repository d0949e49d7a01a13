package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.spark.testing.PublishedArtifact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code .ci/publish} has put in the folder {@code packaged.repository} passes the checks of
 * Maven Central (https://central.sonatype.org/publish/requirements/), and brings nothing with it
 * that Spark has.
 */
@EnabledIfSystemProperty(named = "packaged.repository", matches = ".+")
final class PublishedArtifactsTest {
  private static final String CORE = "kindling-core";
  private static final String SCALA_2_12 = "kindling-spark_2.12";
  private static final String SCALA_2_13 = "kindling-spark_2.13";
  private static final Path SOURCES = Path.of("..").toAbsolutePath().normalize();

  /** Java 17's class files. */
  private static final int NEWEST_CLASSES = 61;

  private static PublishedArtifact published(String name) throws IOException {
    return new PublishedArtifact(Path.of(System.getProperty("packaged.repository")), name);
  }

  @Test
  void thereAreTheseThreeOfOneVersion() throws Exception {
    assertEquals(
        Set.of(CORE, SCALA_2_12, SCALA_2_13),
        PublishedArtifact.names(Path.of(System.getProperty("packaged.repository"))));
    assertEquals(published(CORE).version(), published(SCALA_2_12).version());
    assertEquals(published(CORE).version(), published(SCALA_2_13).version());
    assertFalse(published(CORE).version().endsWith("SNAPSHOT"), published(CORE).version());
  }

  @ParameterizedTest
  @ValueSource(strings = {CORE, SCALA_2_12, SCALA_2_13})
  void everyFileIsThereWithItsSums(String name) throws Exception {
    PublishedArtifact artifact = published(name);
    Set<String> expected = new HashSet<>();
    boolean signed = Files.exists(artifact.file(".pom.asc"));
    for (String end : List.of(".pom", ".jar", "-sources.jar", "-javadoc.jar")) {
      Path file = artifact.file(end);
      expected.add(file.getFileName().toString());
      for (String sum : List.of("md5", "sha1")) {
        Path there = artifact.file(end + "." + sum);
        assertEquals(
            sum(sum.equals("md5") ? "MD5" : "SHA-1", file), Files.readString(there).strip());
        expected.add(there.getFileName().toString());
      }
      if (signed) {
        Path signature = artifact.file(end + ".asc");
        String text = Files.readString(signature);
        assertTrue(text.startsWith("-----BEGIN PGP SIGNATURE-----"), signature + ": " + text);
        expected.add(signature.getFileName().toString());
      }
    }
    Set<String> files = artifact.files();
    files.removeIf(file -> file.contains(".asc."));
    assertEquals(expected, files);
  }

  private static String sum(String algorithm, Path file)
      throws IOException, GeneralSecurityException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file)));
  }

  @ParameterizedTest
  @ValueSource(strings = {CORE, SCALA_2_12, SCALA_2_13})
  void thePomSaysWhatOthersAskFor(String name) throws Exception {
    PublishedArtifact artifact = published(name);
    assertEquals("io.kindling", artifact.pom("/project/groupId"));
    assertEquals(name, artifact.pom("/project/artifactId"));
    assertEquals(artifact.version(), artifact.pom("/project/version"));
    for (String wanted :
        List.of(
            "/project/name",
            "/project/description",
            "/project/licenses/license/name",
            "/project/licenses/license/url",
            "/project/developers/developer/name",
            "/project/developers/developer/organization",
            "/project/developers/developer/organizationUrl")) {
      assertFalse(artifact.pom(wanted).isBlank(), () -> name + " has no " + wanted);
    }
    // Maven appends the artifact's name to what a module inherits, unless it is told not to.
    String home = artifact.pom("/project/url");
    assertTrue(home.startsWith("https://") && !home.contains(name), home);
    assertEquals(home, artifact.pom("/project/scm/url"));
    assertEquals("scm:git:" + home + ".git", artifact.pom("/project/scm/connection"));
    assertEquals("scm:git:" + home + ".git", artifact.pom("/project/scm/developerConnection"));
    for (String unwanted :
        List.of(
            "parent", "properties", "build", "profiles", "repositories", "dependencyManagement")) {
      assertEquals("", artifact.pom("/project/" + unwanted), () -> name + " has " + unwanted);
    }
    String text = Files.readString(artifact.file(".pom"));
    assertFalse(text.contains("${") || text.contains("SNAPSHOT"), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {SCALA_2_12, SCALA_2_13})
  void theConnectorBringsNothingButTheCore(String name) throws Exception {
    PublishedArtifact artifact = published(name);
    assertEquals(Set.of(CORE + " " + artifact.version()), artifact.dependencies("compile"));
    assertEquals(Set.of(), artifact.dependencies("runtime"));
    assertEquals(
        Set.of("jackson-core", "slf4j-api"), artifact.excludedFrom(CORE), "of Spark's own jars");
    String scala = name.substring(name.indexOf('_'));
    Set<String> provided = artifact.dependencies("provided");
    for (String module : List.of("spark-core", "spark-sql", "spark-mllib")) {
      assertTrue(
          provided.stream().anyMatch(one -> one.startsWith(module + scala + " ")),
          () -> name + " is for " + provided);
    }
  }

  @Test
  void theCoreNeedsALoggerAndAJsonParser() throws Exception {
    Set<String> names =
        published(CORE).dependencies("compile").stream()
            .map(one -> one.substring(0, one.indexOf(' ')))
            .collect(Collectors.toSet());
    assertEquals(Set.of("jackson-core", "slf4j-api"), names);
    assertEquals(Set.of(), published(CORE).dependencies("provided"));
  }

  @ParameterizedTest
  @ValueSource(strings = {CORE, SCALA_2_12, SCALA_2_13})
  void everyJarHasLicenseAndNotice(String name) throws Exception {
    PublishedArtifact artifact = published(name);
    for (String jar : List.of(".jar", "-sources.jar", "-javadoc.jar")) {
      for (String text : List.of("LICENSE", "NOTICE")) {
        assertArrayEquals(
            Files.readAllBytes(SOURCES.resolve(text)),
            artifact.read(jar, "META-INF/" + text),
            () -> text + " in " + artifact.file(jar));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CORE, SCALA_2_12, SCALA_2_13})
  void theJarHoldsOurClassesForJava17AndTheOthersAreOfTheSame(String name) throws Exception {
    PublishedArtifact artifact = published(name);
    Set<String> sources = artifact.entries("-sources.jar");
    Set<String> pages = artifact.entries("-javadoc.jar");
    assertTrue(pages.contains("index.html"), pages::toString);
    for (String entry : artifact.entries(".jar")) {
      assertTrue(entry.startsWith("io/kindling/") || entry.startsWith("META-INF/"), entry);
      if (entry.endsWith(".class")) {
        byte[] bytes = artifact.read(".jar", entry);
        int classes = (bytes[6] & 0xff) << 8 | bytes[7] & 0xff;
        assertTrue(classes <= NEWEST_CLASSES, () -> entry + " is of version " + classes);
        String source = entry.replaceAll("(\\$.*)?\\.class$", "");
        assertTrue(sources.contains(source + ".java"), () -> "no source of " + entry);
        String folder = source.substring(0, source.lastIndexOf('/'));
        boolean isPublic =
            new String(artifact.read("-sources.jar", source + ".java"), StandardCharsets.UTF_8)
                .contains("\npublic ");
        assertTrue(
            !isPublic || pages.contains(folder + "/package-summary.html"),
            () -> "no Javadoc of " + folder);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SCALA_2_12, SCALA_2_13})
  void theJarKnowsItsScalaAndItsVersion(String name) throws Exception {
    byte[] build = published(name).read(".jar", "io/kindling/spark/internals/build.properties");
    String text = new String(build, StandardCharsets.UTF_8);
    assertTrue(text.contains(name.substring(name.indexOf('_') + 1)), text);
  }
}
