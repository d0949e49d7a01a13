package io.kindling.kernel.simd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the tiles says of the number of vector calls: what a method has past the fiftieth is inlined
 * late, which is harmless for nothing but stores. A breach costs half of a kernel's speed in some
 * JVMs and nothing in others, so no benchmark is sure to find it.
 */
final class VectorCallsTest {
  private static final int MOST = 50;

  @Test
  void whatComesPastTheFiftiethVectorCallIsOnlyStored() {
    JavaClasses kernels =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.kindling.kernel.simd");
    int longest = 0;
    List<String> breaches = new ArrayList<>();
    for (var kernel : kernels) {
      for (JavaCodeUnit method : kernel.getCodeUnits()) {
        List<JavaMethodCall> calls = vectorCalls(method);
        longest = Math.max(longest, calls.size());
        for (JavaMethodCall call : calls.subList(Math.min(MOST, calls.size()), calls.size())) {
          if (!call.getName().equals("intoArray")) {
            breaches.add(call.getDescription());
          }
        }
      }
    }
    assertTrue(longest > 40, "few vector calls were found: " + longest);
    assertTrue(breaches.isEmpty(), () -> String.join("\n", breaches));
  }

  private static List<JavaMethodCall> vectorCalls(JavaCodeUnit method) {
    List<JavaMethodCall> calls = new ArrayList<>(method.getMethodCallsFromSelf());
    calls.removeIf(c -> !c.getTargetOwner().getPackageName().equals("jdk.incubator.vector"));
    calls.sort(Comparator.comparingInt(JavaMethodCall::getLineNumber));
    return calls;
  }
}
