package io.kindling.spark.testing;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/** One of our artifacts in a repository that is a folder. */
public final class PublishedArtifact {
  private final String name;
  private final String version;
  private final Path folder;

  /**
   * Finds it.
   *
   * @throws AssertionError unless there is one version
   */
  public PublishedArtifact(Path repository, String name) throws IOException {
    this.name = name;
    Path versions = ours(repository).resolve(name);
    List<String> all = List.copyOf(folders(versions));
    if (all.size() != 1) {
      throw new AssertionError(versions + " should hold one version, but holds " + all);
    }
    this.version = all.get(0);
    this.folder = versions.resolve(version);
  }

  private static Path ours(Path repository) {
    return repository.resolve("io").resolve("kindling");
  }

  private static Set<String> folders(Path parent) throws IOException {
    try (Stream<Path> there = Files.list(parent).filter(Files::isDirectory)) {
      return names(there);
    }
  }

  private static Set<String> names(Stream<Path> paths) {
    return paths
        .map(path -> path.getFileName().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of all that is published there. */
  public static Set<String> names(Path repository) throws IOException {
    return folders(ours(repository));
  }

  /** Its version. */
  public String version() {
    return version;
  }

  /** The names of all its files. */
  public Set<String> files() throws IOException {
    try (Stream<Path> there = Files.list(folder)) {
      return names(there);
    }
  }

  /** Its file with this end: {@code .pom}, {@code -sources.jar}... */
  public Path file(String end) {
    return folder.resolve(name + "-" + version + end);
  }

  /** The files in one of its jars. */
  public Set<String> entries(String jar) throws IOException {
    try (JarFile open = new JarFile(file(jar).toFile())) {
      return open.stream()
          .filter(entry -> !entry.isDirectory())
          .map(ZipEntry::getName)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** A file in one of its jars. */
  public byte[] read(String jar, String entry) throws IOException {
    try (JarFile open = new JarFile(file(jar).toFile())) {
      ZipEntry found = open.getEntry(entry);
      if (found == null) {
        throw new FileNotFoundException(file(jar) + " has no " + entry);
      }
      try (InputStream in = open.getInputStream(found)) {
        return in.readAllBytes();
      }
    }
  }

  /** What an XPath of its POM gives as text; empty where there is nothing. */
  public String pom(String path) throws IOException {
    try {
      Document pom =
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file(".pom").toFile());
      return XPathFactory.newInstance().newXPath().evaluate(path, pom).strip();
    } catch (ParserConfigurationException | SAXException | XPathExpressionException e) {
      throw new IOException(file(".pom") + ": " + e.getMessage(), e);
    }
  }

  /** What it depends on in this scope, as {@code name version}. */
  public Set<String> dependencies(String scope) throws IOException {
    Set<String> found = new TreeSet<>();
    String all = "/project/dependencies/dependency";
    for (int i = 1; i <= count(all); i++) {
      String one = all + "[" + i + "]/";
      String there = pom(one + "scope");
      if ((there.isEmpty() ? "compile" : there).equals(scope)) {
        found.add(pom(one + "artifactId") + " " + pom(one + "version"));
      }
    }
    return found;
  }

  /** What it does not want of a dependency's own dependencies. */
  public Set<String> excludedFrom(String dependency) throws IOException {
    Set<String> found = new TreeSet<>();
    String all =
        "/project/dependencies/dependency[artifactId='" + dependency + "']/exclusions/exclusion";
    for (int i = 1; i <= count(all); i++) {
      found.add(pom(all + "[" + i + "]/artifactId"));
    }
    return found;
  }

  private int count(String path) throws IOException {
    return (int) Double.parseDouble(pom("count(" + path + ")"));
  }
}
