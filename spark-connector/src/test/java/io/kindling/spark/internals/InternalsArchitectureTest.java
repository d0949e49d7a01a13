package io.kindling.spark.internals;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Spark does not promise is used in one package, so that a new version is one place's work.
 */
@AnalyzeClasses(packages = "io.kindling", importOptions = ImportOption.DoNotIncludeTests.class)
final class InternalsArchitectureTest {
  private static final String HERE = "io.kindling.spark.internals..";

  /** Packages of which nothing is public in Scala's sense. */
  private static final Pattern PRIVATE_PACKAGES =
      Pattern.compile(
          "org\\.apache\\.spark\\.(rpc|internal|deploy|status|memory|metrics|network\\.netty"
              + "|sql\\.(catalyst|execution|internal)|ml\\.(impl|optim|ann))(\\..*)?");

  /** Packages of which only this is public. */
  private static final Pattern PARTLY_PUBLIC_PACKAGES =
      Pattern.compile("org\\.apache\\.spark\\.(util|storage|scheduler|executor)");

  private static final Set<String> PUBLIC_IN_THEM =
      Set.of(
          "AccumulatorV2",
          "LongAccumulator",
          "DoubleAccumulator",
          "CollectionAccumulator",
          "SerializableConfiguration",
          "TaskCompletionListener",
          "TaskFailureListener",
          "StorageLevel",
          "StorageLevel$",
          "RDDInfo",
          "BlockId",
          "BlockUpdatedInfo",
          "BlockManagerId",
          "BroadcastBlockId",
          "TaskMetrics",
          "TaskInfo",
          "StageInfo",
          "JobResult",
          "JobFailed",
          "TaskLocality",
          "AccumulableInfo");

  private static final Set<String> PRIVATE_CLASSES =
      Set.of(
          "org.apache.spark.SparkEnv",
          "org.apache.spark.SparkEnv$",
          "org.apache.spark.SecurityManager",
          "org.apache.spark.SSLOptions",
          "org.apache.spark.MapOutputTracker");

  private static final Pattern PRIVATE_METHODS =
      Pattern.compile(
          "maxNumConcurrentTasks|statusStore|resourceProfileManager|listenerBus|cleaner|env"
              + "|dagScheduler|taskScheduler|schedulerBackend|executorAllocationManager|ui|persistRDD"
              + "|unpersistRDD|getPersistentRDDs|clean|withScope");

  @ArchTest
  static final ArchRule privateClassesAreUsedHereOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage(HERE)
          .should()
          .dependOnClassesThat(
              describe("are private in Spark", InternalsArchitectureTest::isPrivate));

  @ArchTest
  static final ArchRule privateMethodsOfTheContextAreUsedHereOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage(HERE)
          .should()
          .callMethodWhere(
              describe(
                  "is private in SparkContext",
                  call ->
                      call.getTargetOwner().getFullName().equals("org.apache.spark.SparkContext")
                          && PRIVATE_METHODS.matcher(call.getName()).matches()));

  /** Spark's network library is public Java, but no API. */
  @ArchTest
  static final ArchRule theNetworkLibraryIsUsedByOnePackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.kindling.spark.internals.network")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark.network..", "io.netty..");

  /** Params are constructed in the way the running Spark has. */
  @ArchTest
  static final ArchRule paramsOfTextAreConstructedHereOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage(HERE)
          .should()
          .callConstructorWhere(
              describe(
                  "constructs a Param",
                  call ->
                      call.getTargetOwner()
                          .getFullName()
                          .equals("org.apache.spark.ml.param.Param")));

  /** Scala 2.12 has no {@code scala.jdk}, and a later Scala will have no JavaConverters. */
  @ArchTest
  static final ArchRule collectionsAreConvertedByUs =
      noClasses()
          .should()
          .dependOnClassesThat(
              describe(
                  "convert collections in one Scala only",
                  used ->
                      used.getPackageName().startsWith("scala.jdk")
                          || used.getSimpleName().startsWith("JavaConverters")));

  @ArchTest
  static final ArchRule usesNothingOfTheRest =
      classes()
          .that()
          .resideInAPackage(HERE)
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages(
              "io.kindling.spark",
              "io.kindling.spark.allreduce..",
              "io.kindling.spark.ml..",
              "io.kindling.spark.data..",
              "io.kindling.spark.worker..");

  private static boolean isPrivate(JavaClass used) {
    String name = used.getSimpleName();
    return PRIVATE_CLASSES.contains(used.getFullName())
        || PRIVATE_PACKAGES.matcher(used.getPackageName()).matches()
        || PARTLY_PUBLIC_PACKAGES.matcher(used.getPackageName()).matches()
            && !name.isEmpty()
            && !name.startsWith("SparkListener")
            && !PUBLIC_IN_THEM.contains(name);
  }
}
