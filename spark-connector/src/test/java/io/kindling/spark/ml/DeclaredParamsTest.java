package io.kindling.spark.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.junit.jupiter.api.Test;

/** What is declared once holds for every Param of every stage. */
final class DeclaredParamsTest {
  private static final List<Params> STAGES =
      List.of(
          new KindlingClassifier(),
          new KindlingRegressor(),
          new KindlingClassificationModel(),
          new KindlingRegressionModel());

  private static String method(String prefix, Param<?> param) {
    return prefix + Character.toUpperCase(param.name().charAt(0)) + param.name().substring(1);
  }

  private static boolean has(Params stage, String name, int parameters) {
    return Arrays.stream(stage.getClass().getMethods())
        .anyMatch(m -> m.getName().equals(name) && m.getParameterCount() == parameters);
  }

  @Test
  void everyParamIsMadeOnceForItsStageAndHasAGetter() throws ReflectiveOperationException {
    for (Params stage : STAGES) {
      for (Param<?> param : stage.params()) {
        Method declaration = stage.getClass().getMethod(param.name());
        assertSame(param, declaration.invoke(stage), param.name());
        assertEquals(stage.uid(), param.parent());
        assertFalse(param.doc().isBlank(), param.name());
        assertTrue(has(stage, method("get", param), 0), param.name());
      }
    }
  }

  @Test
  void everyParamOfAnEstimatorHasASetter() {
    for (Params stage : STAGES.subList(0, 2)) {
      for (Param<?> param : stage.params()) {
        assertTrue(has(stage, method("set", param), 1), stage.getClass() + " " + param.name());
      }
    }
  }

  @Test
  void aValueOutOfRangeIsToldWithWhatWasWanted() {
    KindlingClassifier classifier = new KindlingClassifier();
    assertEquals(
        "maxIter: got 0, wanted passes over the data (epochs), at least 1",
        assertThrows(IllegalArgumentException.class, () -> classifier.setMaxIter(0)).getMessage());
    assertEquals(
        "tol: got -1.0, wanted by how much the loss must fall to be better, at least 0",
        assertThrows(IllegalArgumentException.class, () -> classifier.setTol(-1)).getMessage());
  }
}
