package io.kindling.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The direction of imports between core, the connector and the examples. */
@AnalyzeClasses(packages = "io.kindling", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule nothingKnowsTheExamples =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.kindling.examples..")
          .because("imports run examples -> spark-connector -> core");

  @ArchTest
  static final ArchRule coreDoesNotKnowTheConnector =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.kindling.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.kindling.spark..", "org.apache.spark..", "scala..")
          .allowEmptyShould(true)
          .because("core is for whoever has only a JDK");

  /** What the kernels choose is core's affair, and the choice is made at run time. */
  @ArchTest
  static final ArchRule connectorDoesNotNameSimd =
      noClasses()
          .that()
          .resideInAPackage("io.kindling.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.kindling.kernel.simd..", "jdk.incubator.vector..")
          .because("a JVM without the Vector API must be able to load the connector");

  @ArchTest
  static final ArchRule workersDoNotKnowHowSumsTravel =
      noClasses()
          .that()
          .resideInAPackage("io.kindling.spark.worker..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.kindling.spark.allreduce..")
          .because(
              "what a worker computes is the same under every strategy; how its numbers look on"
                  + " the way is io.kindling.spark.wire's");
}
