package io.kindling.examples.notebooks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Whether maps, sequences and lambdas are taken as a Scala user writes them. */
final class ScalaUseTest {
  @Test
  void mapsSequencesAndLambdas() {
    try (ScalaSession scala = new ScalaSession()) {
      String said =
          scala.run(
              """
              import io.kindling.spark.ml._
              import io.kindling.optim._
              import io.kindling.optim.schedule._
              import io.kindling.data.SampleTransform
              import io.kindling.nn.{Module, Linear, Sequential, ReLU}
              import io.kindling.tensor.Tensors
              val stage = new KindlingClassifier()
                .setOptimizer("AdamW")
                .setOptimizerOptions(Map("betas" -> Seq(0.8, 0.95), "amsgrad" -> true))
                .setSchedule("StepLR")
                .setScheduleOptions(Map("step_size" -> 3, "gamma" -> 0.5))
                .setLossOptions(Map("label_smoothing" -> 0.1))
                .setInputShape(Seq(3, 8, 8): _*)
                .setNormalizationMean(0.5, 0.5, 0.5)
              println(stage.getOptimizerOptions)
              println(stage.getScheduleOptions)
              println(stage.getLossOptions)
              val network = new Sequential(Seq(new Linear(4, 3), new ReLU()): _*)
              val rate = SGD.options().lr(0.5).create(network.parameters())
              val halved = LambdaLR.options(epoch => math.pow(0.5, epoch.toDouble))
              val hook = network.registerForwardHook((module, input, output) => output.mul(2))
              println("outputs " + network.call(Tensors.ones(2, 4)).shape())
              """);
      assertTrue(said.contains("{\"betas\":[0.8,0.95],\"amsgrad\":true}"), said);
      assertTrue(said.contains("{\"step_size\":3,\"gamma\":0.5}"), said);
      assertTrue(said.contains("{\"label_smoothing\":0.1}"), said);
      assertTrue(said.contains("outputs "), said);
    }
  }
}
