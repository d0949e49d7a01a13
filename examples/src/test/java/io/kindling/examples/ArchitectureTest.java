package io.kindling.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Examples stand on top: they use the public face of the library, and nobody uses them. */
@AnalyzeClasses(packages = "io.kindling", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule nothingKnowsTheExamples =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.kindling.examples..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.kindling.examples..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule examplesDoNotNameSimd =
      noClasses()
          .that()
          .resideInAPackage("io.kindling.examples..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.kindling.kernel.simd..", "jdk.incubator.vector..")
          .allowEmptyShould(true);
}
