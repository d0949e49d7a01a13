package io.kindling;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The direction of imports inside core. */
@AnalyzeClasses(packages = "io.kindling", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String[] HIGH = {
    "io.kindling.nn..", "io.kindling.optim..", "io.kindling.data..", "io.kindling.io.."
  };

  @ArchTest
  static final ArchRule coreKnowsNothingOfSpark =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..");

  @ArchTest
  static final ArchRule randomStandsAlone =
      onlyThese("io.kindling.random..", "io.kindling.random..");

  @ArchTest
  static final ArchRule kernelsKnowOnlyRandomNumbers =
      onlyThese("io.kindling.kernel..", "io.kindling.kernel..", "io.kindling.random..");

  @ArchTest
  static final ArchRule tensorsAndAutogradDoNotKnowWhatIsBuiltOnThem =
      noClasses()
          .that()
          .resideInAnyPackage("io.kindling.tensor..", "io.kindling.autograd..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(HIGH)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule operationsDoNotKnowWhatIsBuiltOnThem =
      noClasses()
          .that()
          .resideInAPackage("io.kindling.ops..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(HIGH)
          .allowEmptyShould(true);

  /** Code that names a SIMD class directly would not load on a JVM without the Vector API. */
  @ArchTest
  static final ArchRule simdIsReachedOnlyByReflection =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.kindling.kernel.simd..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.kindling.kernel.simd..", "jdk.incubator.vector..")
          .allowEmptyShould(true);

  private static ArchRule onlyThese(String from, String... allowed) {
    return classes()
        .that()
        .resideInAPackage(from)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed).or(not(resideInAPackage("io.kindling.."))))
        .allowEmptyShould(true);
  }
}
