package io.kindling.spark.internals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.kindling.spark.ml.KindlingClassifier;
import org.apache.spark.ml.param.Param;
import org.junit.jupiter.api.Test;

/** Params as the running Spark constructs them. */
final class TextParamsTest {
  private final KindlingClassifier owner = new KindlingClassifier("an owner");

  @Test
  void takesValidTexts() {
    Param<String> param =
        TextParams.of(owner, "name", "what it is", Validators.valid(text -> text.length() == 3));

    assertEquals("an owner", param.parent());
    assertEquals("name", param.name());
    assertEquals("what it is", param.doc());
    assertTrue((Boolean) param.isValid().apply("yes"));
    assertFalse((Boolean) param.isValid().apply("perhaps"));
    assertTrue((Boolean) TextParams.of(owner, "other", "").isValid().apply("any"));
  }

  /** Spark Connect reads values by the class of their Param. */
  @Test
  void everyParamKnowsTheClassOfItsValues() throws Exception {
    assumeFalse(
        org.apache.spark.package$.MODULE$.SPARK_VERSION().startsWith("3."),
        "Params of Spark 3.5 have no class of values");
    for (Param<?> param : owner.params()) {
      Object type = Param.class.getMethod("dataClass").invoke(param);
      assertTrue(type instanceof Class, () -> param.name() + " has no class of values");
    }
  }
}
