// Databricks notebook source
// MAGIC %md
// MAGIC # CIFAR-10 in a Spark ML pipeline
// MAGIC A convolutional network learns to tell ten kinds of things apart in images of 32 x 32 pixels: as a stage of a pipeline, on all
// MAGIC workers of the cluster, with Spark alone.
// MAGIC
// MAGIC **Needed:** Spark 3.5 to 4.2 on Java 17 or newer, Kindling among the cluster's libraries, and CIFAR-10 as it is published in
// MAGIC Parquet: `img: struct<bytes, path>` with PNG bytes, `label: bigint`, as a table or in a folder. The first cell says what is missing.
// MAGIC `examples/convert-cifar10.sh --data cifar-10-binary.tar.gz --out FOLDER` makes the data of CIFAR-10's binary version.

// COMMAND ----------

// MAGIC %md
// MAGIC ## Environment
// MAGIC What runs here, and in words what is missing. Nothing of Kindling is needed to run this cell.

// COMMAND ----------

def missingHere: Seq[String] = {
  val javaVersion = System.getProperty("java.specification.version")
  val scalaVersion = scala.util.Properties.versionNumberString.split('.').take(2).mkString(".")
  val library = s"io.kindling:kindling-spark_$scalaVersion"
  if (javaVersion.startsWith("1.") || javaVersion.toInt < 17)
    Seq(s"Java 17 or newer, this is Java $javaVersion. On Databricks 15.4 LTS set the environment variable " +
      "JNAME=zulu17-ca-amd64 of the cluster (Compute, Advanced, Spark) and restart it; elsewhere set JAVA_HOME.")
  else try {
    val loader = Thread.currentThread.getContextClassLoader
    val kindling = Class.forName("io.kindling.spark.Environment", true, loader)
    val found = kindling.getMethod("of", classOf[org.apache.spark.sql.SparkSession]).invoke(null, spark)
    println(found)
    kindling.getMethod("missing").invoke(found).asInstanceOf[java.util.List[String]].toArray.map(_.toString).toSeq
  } catch {
    case _: ClassNotFoundException =>
      Seq(s"Kindling's jars. On Databricks install the library $library (Maven, or both jars from a Volume) on the " +
        s"cluster and attach this notebook again; elsewhere start Spark with --packages $library:VERSION.")
    case e: java.lang.reflect.InvocationTargetException if e.getCause.isInstanceOf[LinkageError] =>
      Seq(s"a jar of Kindling that fits this Spark (${e.getCause}). Take $library, and remove other versions of it.")
  }
}

val missing = missingHere
if (missing.nonEmpty) throw new IllegalStateException(missing.mkString("Missing here: ", "\nMissing here: ", ""))

// COMMAND ----------

// MAGIC %md
// MAGIC ## Settings
// MAGIC Change them here, or set them in Spark's configuration. Data are names of tables of any format (`main.images.cifar10_train`,
// MAGIC ``delta.`/Volumes/main/images/cifar10/train` ``) or paths of Parquet files (`/Volumes/main/images/cifar10/train.parquet`, `s3://...`).

// COMMAND ----------

val trainData = spark.conf.get("notebook.train", "/tmp/cifar10/train.parquet")
val testData = spark.conf.get("notebook.test", "/tmp/cifar10/test.parquet")
val output = spark.conf.get("notebook.output", "/tmp/cifar10-notebook")
val epochs = spark.conf.get("notebook.epochs", "10").toInt
val batchSize = spark.conf.get("notebook.batchSize", "128").toInt

// COMMAND ----------

// MAGIC %md
// MAGIC ## Data
// MAGIC Images stay the PNG bytes they are; workers decode them, once. Every tenth training image, chosen by its content, is held out to
// MAGIC validate on.

// COMMAND ----------

import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.functions._

def read(name: String): DataFrame =
  if (name.contains("/") && !name.contains("`")) spark.read.parquet(name) else spark.table(name)

val training = read(trainData).withColumn("held", pmod(xxhash64(col("img.bytes")), lit(10)) === 0)
val test = read(testData)

training.printSchema()
training.groupBy("held").count().show()

// COMMAND ----------

// MAGIC %md
// MAGIC ## Pipeline
// MAGIC The network is a text: here the name of a known one, but a JSON list of layers works as well. Losses, optimizers, schedules and
// MAGIC their options have PyTorch's names; columns have Spark's. A second stage gives each predicted class its name.

// COMMAND ----------

import io.kindling.spark.ml.KindlingClassifier
import org.apache.spark.ml.Pipeline
import org.apache.spark.ml.feature.IndexToString

val classes = Array(
  "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

val classifier = new KindlingClassifier()
  .setFeaturesCol("img")
  .setLabelCol("label")
  .setValidationIndicatorCol("held")
  .setArchitecture("cifar-cnn")
  .setNormalizationMean(0.4914, 0.4822, 0.4465)
  .setNormalizationStd(0.247, 0.2435, 0.2616)
  .setFlipProbability(0.5)
  .setOptimizer("SGD")
  .setOptimizerOptions("""{"momentum": 0.9, "weightDecay": 0.0005}""")
  .setLearningRate(0.01)
  .setSchedule("CosineAnnealingLR")
  .setScheduleOptions(s"""{"tMax": $epochs}""")
  .setBatchSize(batchSize)
  .setEpochs(epochs)
  .setSeed(7)

val names = new IndexToString().setInputCol("prediction").setOutputCol("name").setLabels(classes)
val pipeline = new Pipeline().setStages(Array(classifier, names))

// COMMAND ----------

// MAGIC %md
// MAGIC ## Training
// MAGIC Each step sums the gradients of all workers: the result is that of one machine with the whole batch. `explainParams` lists what else
// MAGIC can be set: `allReduce`, `checkpointDir`, `patience`, ...

// COMMAND ----------

val model = pipeline.fit(training)

// COMMAND ----------

// MAGIC %md
// MAGIC ## Curves
// MAGIC The summary has the curves of loss and accuracy. They are a DataFrame here; Databricks' `display(curves)` draws it as lines.

// COMMAND ----------

import io.kindling.spark.ml.KindlingClassificationModel
import spark.implicits._

val network = model.stages(0).asInstanceOf[KindlingClassificationModel]
val summary = network.summary

val curves = (1 to summary.totalIterations)
  .map { epoch =>
    (epoch,
      summary.trainingLoss()(epoch - 1), summary.validationLoss()(epoch - 1),
      summary.trainingAccuracy()(epoch - 1), summary.validationAccuracy()(epoch - 1))
  }
  .toDF("epoch", "training loss", "validation loss", "training accuracy", "validation accuracy")

curves.select(curves.columns.map(name => round(col(name), 4).as(name)): _*).show(summary.totalIterations)
println(f"${summary.samplesPerSecond}%.0f images/s, ${summary.totalSeconds}%.0f s in all")

// COMMAND ----------

// MAGIC %md
// MAGIC The loss of each step shows more. As text it needs no library: each line is the mean of a stretch of steps.

// COMMAND ----------

def plot(title: String, values: Seq[Double], lines: Int = 20, width: Int = 60): Unit = {
  val means = values.grouped(math.max(1, values.size / lines)).map(part => part.sum / part.size).toSeq
  println(title)
  for ((mean, line) <- means.zipWithIndex) {
    val bar = "#" * math.round(mean / means.max * width).toInt
    println(f"${line * math.max(1, values.size / lines)}%7d | $bar $mean%.3f")
  }
}

plot("loss by step", summary.objectiveHistory.toSeq)

// COMMAND ----------

// MAGIC %md
// MAGIC ## Evaluation
// MAGIC By Spark's own evaluator, and class by class.

// COMMAND ----------

import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator

val scored = model.transform(test)
val accuracy = new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(scored)
println(f"accuracy on the test images: ${accuracy * 100}%.1f%%")

// COMMAND ----------

scored
  .groupBy(element_at(typedLit(classes), (col("label") + 1).cast("int")).as("class"))
  .agg(
    count("*").as("images"),
    round(avg((col("label") === col("prediction")).cast("int")), 3).as("right"),
    mode(when(col("label") =!= col("prediction"), col("name"))).as("most often mistaken for"))
  .orderBy(desc("right"))
  .show()

// COMMAND ----------

// MAGIC %md
// MAGIC ## Saving, loading
// MAGIC The model is saved like every Spark ML model. Another job, or this one a year from now, loads it and predicts the same.

// COMMAND ----------

import org.apache.spark.ml.PipelineModel

model.write.overwrite().save(s"$output/model")

val loaded = PipelineModel.load(s"$output/model")
val different = loaded.transform(test).select("img.path", "prediction")
  .exceptAll(scored.select("img.path", "prediction"))
  .count()
println(s"$different predictions differ after loading")

// COMMAND ----------

// MAGIC %md
// MAGIC ## Scoring
// MAGIC Any DataFrame with a column of images, streaming ones too.

// COMMAND ----------

import org.apache.spark.ml.functions.vector_to_array

loaded
  .transform(test.drop("label"))
  .select(col("img.path").as("path"), col("name"), round(array_max(vector_to_array(col("probability"))), 3).as("probability"))
  .write.mode("overwrite").parquet(s"$output/scores")

spark.read.parquet(s"$output/scores").orderBy("path").show(10, truncate = false)

// COMMAND ----------

// MAGIC %md
// MAGIC Or as a function in SQL.

// COMMAND ----------

loaded.stages(0).asInstanceOf[KindlingClassificationModel].registerUdf(spark, "classify")
test.createOrReplaceTempView("images")
spark.sql("SELECT label, count(*) AS images, sum(int(classify(img) = label)) AS right FROM images GROUP BY label ORDER BY label").show()
