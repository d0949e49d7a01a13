# Databricks notebook source
# MAGIC %md
# MAGIC # CIFAR-10 in a Spark ML pipeline
# MAGIC A convolutional network learns to tell ten kinds of things apart in images of 32 x 32 pixels: as a stage of a pipeline, on all
# MAGIC workers of the cluster. Python names the stages; training and scoring run in the JVM.
# MAGIC
# MAGIC **Needed:** Spark 3.5 to 4.2 on Java 17 or newer, Kindling's jars among the cluster's libraries, its Python package installed, and
# MAGIC CIFAR-10 as it is published in Parquet: `img: struct<bytes, path>` with PNG bytes, `label: bigint`, as a table or in a folder. The
# MAGIC first cell says what is missing. `examples/convert-cifar10.sh --data cifar-10-binary.tar.gz --out FOLDER` makes the data of
# MAGIC CIFAR-10's binary version.

# COMMAND ----------

# MAGIC %md
# MAGIC ## Environment
# MAGIC What runs here, and in words what is missing. Nothing of Kindling is needed to run this cell.

# COMMAND ----------

try:
    from kindling import check_environment
except ImportError as error:
    raise RuntimeError(
        f"Missing here: Kindling's Python package ({error}). Install the wheel, then run this cell again: on Databricks"
        " %pip install /Volumes/main/default/libraries/kindling_spark-0.1.0-py3-none-any.whl (your path of it),"
        " elsewhere pip install kindling_spark-*.whl"
    ) from None

if not check_environment(spark):
    raise RuntimeError("This notebook cannot run here: see the lines that begin with MISSING above")

# COMMAND ----------

# MAGIC %md
# MAGIC ## Settings
# MAGIC Change them here, or set them in Spark's configuration. Data are names of tables of any format (`main.images.cifar10_train`,
# MAGIC ``delta.`/Volumes/main/images/cifar10/train` ``) or paths of Parquet files (`/Volumes/main/images/cifar10/train.parquet`, `s3://...`).

# COMMAND ----------

train_data = spark.conf.get("notebook.train", "/tmp/cifar10/train.parquet")
test_data = spark.conf.get("notebook.test", "/tmp/cifar10/test.parquet")
output = spark.conf.get("notebook.output", "/tmp/cifar10-notebook")
epochs = int(spark.conf.get("notebook.epochs", "10"))
batch_size = int(spark.conf.get("notebook.batchSize", "128"))

# COMMAND ----------

# MAGIC %md
# MAGIC ## Data
# MAGIC Images stay the PNG bytes they are; workers decode them, once. Every tenth training image, chosen by its content, is held out to
# MAGIC validate on.

# COMMAND ----------

from pyspark.sql import functions as F


def read(name):
    return spark.read.parquet(name) if "/" in name and "`" not in name else spark.table(name)


training = read(train_data).withColumn("held", F.expr("pmod(xxhash64(img.bytes), 10) = 0"))
test = read(test_data)

training.printSchema()
training.groupBy("held").count().show()

# COMMAND ----------

# MAGIC %md
# MAGIC ## Pipeline
# MAGIC The network is the name of a known one, but a list of layers works as well. Losses, optimizers, schedules and their options have
# MAGIC PyTorch's names; columns have Spark's. A second stage gives each predicted class its name.

# COMMAND ----------

from kindling import KindlingClassifier
from pyspark.ml import Pipeline
from pyspark.ml.feature import IndexToString

classes = "airplane automobile bird cat deer dog frog horse ship truck".split()

classifier = KindlingClassifier(
    featuresCol="img",
    labelCol="label",
    validationIndicatorCol="held",
    architecture="cifar-cnn",
    normalizationMean=[0.4914, 0.4822, 0.4465],
    normalizationStd=[0.247, 0.2435, 0.2616],
    flipProbability=0.5,
    optimizer="SGD",
    optimizerOptions={"momentum": 0.9, "weightDecay": 0.0005},
    learningRate=0.01,
    schedule="CosineAnnealingLR",
    scheduleOptions={"tMax": epochs},
    batchSize=batch_size,
    epochs=epochs,
    seed=7,
)
names = IndexToString(inputCol="prediction", outputCol="name", labels=classes)
pipeline = Pipeline(stages=[classifier, names])

# COMMAND ----------

# MAGIC %md
# MAGIC ## Training
# MAGIC Each step sums the gradients of all workers: the result is that of one machine with the whole batch.
# MAGIC `print(classifier.explainParams())` lists what else can be set: `allReduce`, `checkpointDir`, `patience`, ...

# COMMAND ----------

model = pipeline.fit(training)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Curves
# MAGIC The summary has the curves of loss and accuracy, drawn by matplotlib where it is installed and by characters where not.

# COMMAND ----------

network = model.stages[0]
summary = network.summary

for epoch in summary.epochs:
    print(
        f"epoch {epoch.epoch:3d}: loss {epoch.trainingLoss:.4f}, accuracy {epoch.trainingAccuracy:.4f};"
        f" held out: loss {epoch.validationLoss:.4f}, accuracy {epoch.validationAccuracy:.4f}"
    )
print(f"{summary.samplesPerSecond:.0f} images/s, {summary.totalSeconds:.0f} s in all")

# COMMAND ----------

try:
    import matplotlib.pyplot as plt
except ImportError:
    plt = None

if plt:
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 4))
    left.plot(summary.objectiveHistory, linewidth=0.5)
    left.set(title="loss by step", xlabel="step", ylabel="loss")
    numbers = range(1, summary.totalIterations + 1)
    right.plot(numbers, summary.trainingAccuracy, label="training")
    right.plot(numbers, summary.validationAccuracy, label="held out")
    right.set(title="accuracy by epoch", xlabel="epoch")
    right.legend()
    plt.show()
else:
    losses = summary.objectiveHistory
    stretch = max(1, len(losses) // 20)
    for begin in range(0, len(losses), stretch):
        part = losses[begin : begin + stretch]
        mean = sum(part) / len(part)
        print(f"{begin:7d} | {'#' * round(60 * mean / max(losses))} {mean:.3f}")

# COMMAND ----------

# MAGIC %md
# MAGIC ## Evaluation
# MAGIC By Spark's own evaluator, and class by class.

# COMMAND ----------

from pyspark.ml.evaluation import MulticlassClassificationEvaluator

scored = model.transform(test)
accuracy = MulticlassClassificationEvaluator(metricName="accuracy").evaluate(scored)
print(f"accuracy on the test images: {100 * accuracy:.1f}%")

# COMMAND ----------

label_name = F.get(F.array(*map(F.lit, classes)), F.col("label").cast("int"))
(
    scored.groupBy(label_name.alias("class"))
    .agg(
        F.count("*").alias("images"),
        F.round(F.avg(F.expr("int(label = prediction)")), 3).alias("right"),
        F.mode(F.expr("if(label = prediction, null, name)")).alias("most often mistaken for"),
    )
    .orderBy(F.desc("right"))
    .show()
)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Saving, loading
# MAGIC The model is saved like every Spark ML model. Another job, or this one a year from now, loads it and predicts the same. A job in Scala
# MAGIC or Java may be that other job.

# COMMAND ----------

from pyspark.ml import PipelineModel

model.write().overwrite().save(f"{output}/model")

loaded = PipelineModel.load(f"{output}/model")
again = loaded.transform(test).select("img.path", "prediction")
different = again.exceptAll(scored.select("img.path", "prediction")).count()
print(f"{different} predictions differ after loading")

# COMMAND ----------

# MAGIC %md
# MAGIC The weights alone go to NumPy, and so to PyTorch.

# COMMAND ----------

weights = loaded.stages[0].state_dict()
for name, values in weights.items():
    print(f"{name:10} {str(values.shape):18} mean of squares {(values**2).mean():.2e}")

# COMMAND ----------

# MAGIC %md
# MAGIC ## Scoring
# MAGIC Any DataFrame with a column of images, streaming ones too.

# COMMAND ----------

from pyspark.ml.functions import vector_to_array

(
    loaded.transform(test.drop("label"))
    .withColumn("probability", F.round(F.array_max(vector_to_array("probability")), 3))
    .select("img.path", "name", "probability")
    .write.mode("overwrite")
    .parquet(f"{output}/scores")
)
spark.read.parquet(f"{output}/scores").orderBy("path").show(10, truncate=False)

# COMMAND ----------

# MAGIC %md
# MAGIC Or as a function in SQL.

# COMMAND ----------

loaded.stages[0].registerUdf(spark, "classify")
test.createOrReplaceTempView("images")
spark.sql(
    """
    SELECT label, count(*) AS images, sum(int(classify(img) = label)) AS right
    FROM images GROUP BY label ORDER BY label
    """
).show()
