package io.kindling.kernel.simd;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.haveRawType;
import static com.tngtech.archunit.lang.conditions.ArchConditions.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the JIT asks of the SIMD kernels, and the order of their packages. */
final class VectorRulesTest {
  private static final String SIMD = "io.kindling.kernel.simd";
  private static final JavaClasses KERNELS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(SIMD);

  private static final DescribedPredicate<JavaClass> VECTOR =
      DescribedPredicate.describe(
          "a vector, or an array of them",
          type -> {
            JavaClass base = type.getBaseComponentType();
            return base.getPackageName().equals("jdk.incubator.vector")
                && base.getSimpleName().matches(".*Vector|VectorMask|VectorShuffle");
          });

  @Test
  void noMethodTakesOrReturnsAVector() {
    codeUnits()
        .should(
            new ArchCondition<JavaCodeUnit>("neither take nor return a vector") {
              @Override
              public void check(JavaCodeUnit unit, ConditionEvents events) {
                boolean some =
                    VECTOR.test(unit.getRawReturnType())
                        || unit.getRawParameterTypes().stream().anyMatch(VECTOR);
                events.add(new SimpleConditionEvent(unit, !some, unit.getDescription()));
              }
            })
        .because(
            "where such a method is not inlined, as it was compiled before its caller or its caller"
                + " is large, every vector is an object, at a tenth of the speed and less")
        .check(KERNELS);
  }

  @Test
  void noFieldHoldsAVector() {
    fields()
        .should(not(haveRawType(VECTOR)))
        .because("a vector in a field or an array is an object, and has left the registers")
        .check(KERNELS);
  }

  /** Class files do not tell of arrays that are local variables. */
  @Test
  void noMethodMakesAnArrayOfVectors() throws IOException {
    Pattern array = Pattern.compile("Vector(Mask|Shuffle)?(<\\w+>)?\\s*(\\[|\\.\\.\\.)");
    try (Stream<Path> files = Files.walk(Path.of("src/main/java", SIMD.split("\\.")))) {
      List<Path> sources =
          files.filter(f -> f.toString().endsWith(".java")).collect(Collectors.toList());
      assertTrue(sources.size() > 30, () -> "few sources: " + sources);
      for (Path source : sources) {
        assertEquals(
            List.of(),
            Files.readAllLines(source).stream()
                .filter(line -> array.matcher(line).find())
                .collect(Collectors.toList()),
            () ->
                source
                    + " holds vectors in an array, where the JIT makes each an object; give each a"
                    + " local variable of its own");
      }
    }
  }

  @Test
  void importsRunFromTheKernelsToConvolutionsToTiles() {
    noClasses()
        .that()
        .resideInAPackage(SIMD + ".tile..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(SIMD + "..")
                .and(DescribedPredicate.not(resideInAPackage(SIMD + ".tile.."))))
        .because("tiles know nothing of what is made of them, and can be generated and timed alone")
        .check(KERNELS);
    noClasses()
        .that()
        .resideInAPackage(SIMD + ".conv..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(SIMD)
        .because("simd gathers the kernels, and convolutions are some of them")
        .check(KERNELS);
  }
}
