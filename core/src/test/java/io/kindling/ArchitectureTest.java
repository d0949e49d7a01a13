package io.kindling;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The direction of imports inside core: who may know whom. Each rule says why. */
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
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..")
          .because("someone with only a JDK uses core alone");

  @ArchTest
  static final ArchRule randomStandsAlone =
      onlyThese("io.kindling.random..", "io.kindling.random..")
          .because("random numbers are the same whatever is built around them");

  @ArchTest
  static final ArchRule kernelsKnowOnlyRandomNumbers =
      onlyThese("io.kindling.kernel..", "io.kindling.kernel..", "io.kindling.random..")
          .because("kernels are pure functions over arrays, tested and replaced alone");

  @ArchTest
  static final ArchRule tensorsAndAutogradDoNotKnowWhatIsBuiltOnThem =
      noClasses()
          .that()
          .resideInAnyPackage("io.kindling.tensor..", "io.kindling.autograd..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(HIGH)
          .because("layers and optimizers are users of tensors as any other program");

  @ArchTest
  static final ArchRule operationsDoNotKnowWhatIsBuiltOnThem =
      noClasses()
          .that()
          .resideInAPackage("io.kindling.ops..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(HIGH)
          .because("an operation must mean the same under every layer");

  @ArchTest
  static final ArchRule simdIsReachedOnlyByReflection =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.kindling.kernel.simd..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.kindling.kernel.simd..", "jdk.incubator.vector..")
          .because("a class that names the Vector API does not load on a JVM without it");

  @ArchTest
  static final ArchRule functionsDoNotKnowTheModulesThatCallThem =
      classes()
          .that()
          .resideInAPackage("io.kindling.nn.functional")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("io.kindling.nn.functional")
                  .or(not(resideInAnyPackage("io.kindling.nn..", "io.kindling.optim.."))))
          .because("losses and layers are settings around functions, and not the other way round");

  @ArchTest
  static final ArchRule layersDoNotKnowWhatIsMadeOfThem =
      noClasses()
          .that()
          .resideInAPackage("io.kindling.nn")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.kindling.nn.loss..", "io.kindling.nn.models..", "io.kindling.nn.spec..")
          .because("a layer is read and tested without networks, losses and texts");

  @ArchTest
  static final ArchRule optimizersDoNotKnowLayers =
      noClasses()
          .that()
          .resideInAPackage("io.kindling.optim..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.kindling.nn..", "io.kindling.data..")
          .because("an optimizer changes tensors, whoever owns them");

  @ArchTest
  static final ArchRule wordsKnowNothingElse =
      onlyThese("io.kindling.text..", "io.kindling.text..")
          .because("every package names things and reads options, so these import none of them");

  /** The one knot of packages that is meant. */
  private static final Set<String> ROOM =
      Set.of("io.kindling.tensor", "io.kindling.autograd", "io.kindling.ops");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .assignedFrom(new PackagesWithTheRoom())
          .should()
          .beFreeOfCycles()
          .because(
              "a package is understood, and tested, after those it imports; tensor, autograd and"
                  + " ops alone are one room with three doors (io/kindling/package-info.java)");

  @ArchTest
  static void everyPackageSaysWhatItIsFor(JavaClasses classes) throws IOException {
    assertEquals(
        List.of(),
        packagesWithout(Path.of("src/main/java")),
        "without a package-info.java: two to ten lines, what lives there, what it may import, where"
            + " to start reading");
  }

  private static List<Path> packagesWithout(Path sources) throws IOException {
    try (Stream<Path> all = Files.walk(sources)) {
      Set<Path> folders =
          all.filter(file -> file.toString().endsWith(".java"))
              .map(Path::getParent)
              .collect(Collectors.toSet());
      return folders.stream()
          .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
          .sorted()
          .toList();
    }
  }

  /** A slice for each package, and one for the room. */
  private static final class PackagesWithTheRoom implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String name = type.getPackageName();
      return name.startsWith("io.kindling")
          ? SliceIdentifier.of(ROOM.contains(name) ? "tensor, autograd, ops" : name)
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }

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
