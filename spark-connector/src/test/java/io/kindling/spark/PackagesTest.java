package io.kindling.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The packages of this module: each says what it is for, and none needs one that needs it. */
@AnalyzeClasses(
    packages = "io.kindling.spark",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class PackagesTest {

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .assignedFrom(new EachPackage())
          .should()
          .beFreeOfCycles()
          .because("a package is understood, and tested, after those it imports");

  /** In the one room there is an order, too: {@code ui}, {@code report}, {@code listener}. */
  @ArchTest
  static final ArchRule whatIsShownKnowsNothingOfWhereItIsShown =
      noClasses()
          .that()
          .resideInAnyPackage("io.kindling.spark.report..", "io.kindling.spark.listener..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.kindling.spark.ui..")
          .because("the report and Spark's pages show the same, made once in report");

  @ArchTest
  static final ArchRule listenersDoNotKnowTheReport =
      noClasses()
          .that()
          .resideInAPackage("io.kindling.spark.listener..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.kindling.spark.report..")
          .because("the report is a listener and builds on what all of them share");

  @ArchTest
  static void everyPackageSaysWhatItIsFor(JavaClasses classes) throws IOException {
    try (Stream<Path> all = Files.walk(Path.of("src/main/java"))) {
      List<Path> without =
          all.filter(file -> file.toString().endsWith(".java"))
              .map(Path::getParent)
              .distinct()
              .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
              .toList();
      assertEquals(
          List.of(),
          without,
          "without a package-info.java: two to ten lines, what lives there, what it may import,"
              + " where to start reading");
    }
  }

  private static final class EachPackage implements SliceAssignment {
    private static final String ROOT = "io.kindling.spark";

    /** A trainer tells its listeners, and they know what it tells: one room with several doors. */
    private static final Set<String> OF_THE_TRAINER =
        Set.of(ROOT + ".listener", ROOT + ".report", ROOT + ".ui");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String name = type.getPackageName();
      return SliceIdentifier.of(OF_THE_TRAINER.contains(name) ? ROOT : name);
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }
}
