package io.kindling.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kindling.kernel.Kernels;
import io.kindling.spark.failures.ExecutorFailure;
import io.kindling.spark.testing.LocalClusterEnvironment;
import io.kindling.spark.testing.SharedCluster;
import io.kindling.spark.testing.SharedSpark;
import io.kindling.spark.testing.SparkJvm;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** What runs here is told, and what is missing in words that say the cure. */
final class EnvironmentTest {
  private static final String NO_VECTORS =
      "the Vector API is not enabled in this JVM (JDK 17); start it with"
          + " --add-modules=jdk.incubator.vector to train several times faster";
  private static final String WIDE = "SIMD, vectors of 512 bits, JDK 17";

  private static Jvm jvm(String name, String kernels, String why, String kindling) {
    return new Jvm(name, "17.0.9", "2.12.18", kernels, why, kindling, "file:/jars/k.jar");
  }

  private static Jvm fast(String name) {
    return jvm(name, WIDE, "", "1 for Scala 2.12");
  }

  private static Jvm scalar(String name) {
    return jvm(name, "scalar", NO_VECTORS, "1 for Scala 2.12");
  }

  private static Environment found(boolean databricks, Jvm driver, Jvm... executors) {
    return new Environment(
        "3.5.0", "spark://a:7077", databricks, driver, List.of(executors), 4, false, List.of());
  }

  private static String only(List<String> texts) {
    assertEquals(1, texts.size(), texts::toString);
    return texts.get(0);
  }

  private static void assertSays(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), () -> "wanted <" + part + "> in: " + text);
    }
  }

  @Test
  void nothingIsMissingInTheSessionOfTheTests() {
    SparkSession spark = SharedSpark.get();
    Environment here = Environment.of(spark);
    assertEquals(List.of(), here.missing());
    assertEquals(2, here.taskSlots());
    assertEquals(List.of(here.driver()), here.executors());
    assertSays(
        here.toString(),
        "on Spark " + spark.version() + ", local[2], task slots: 2",
        "Java " + System.getProperty("java.version"),
        "Scala " + System.getenv("SPARK_SCALA_VERSION"),
        "kernels: " + Kernels.active().name(),
        " for Scala " + System.getenv("SPARK_SCALA_VERSION") + " in ",
        "nothing is missing");
  }

  /** The way that a client of Spark Connect has. */
  @Test
  void sqlTellsWhatAnExecutorIs() {
    String said =
        SharedSpark.get()
            .sql("SELECT java_method('" + Environment.class.getName() + "', 'ofThisJvm')")
            .first()
            .getString(0);
    assertEquals(Environment.of(SharedSpark.get()).driver().toString(), said);
  }

  @Test
  void executorProcessesTellOfThemselves() throws Exception {
    String text = SharedCluster.run(LocalClusterEnvironment.class);
    assertSays(
        text, "local-cluster[2,1,1024], task slots: 2", "driver: Java ", "nothing is missing");
    assertSays(text, "executors [0, 1]: Java " + System.getProperty("java.version"));
  }

  @Test
  void executorsWithoutTheJarAreToldSo() throws Exception {
    String text = SparkJvm.run(LocalClusterEnvironment.class).out();
    assertSays(text, "MISSING: executors do not have Kindling's jars", "--packages");
  }

  @Test
  void theVectorFlagIsAskedForWhereItIsMissing() {
    List<String> both = found(false, scalar("driver"), scalar("0"), scalar("1")).advice();
    assertEquals(2, both.size(), both::toString);
    assertSays(
        both.get(0),
        "the driver",
        "spark.driver.extraJavaOptions=--add-modules=jdk.incubator.vector");
    assertSays(
        both.get(1),
        "executor 0, executor 1",
        "spark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector");
    assertSays(
        found(true, scalar("driver"), scalar("0")).toString(),
        "better: executor 0: kernels are plain Java",
        "in the cluster's Spark config, then restart it: spark.executor.extraJavaOptions --add");
    assertSays(
        only(found(false, scalar("driver"), scalar("driver")).advice()), // local
        "spark.driver.extraJavaOptions");
  }

  @Test
  void theVectorFlagIsNotTheCureOfAJvmThatDoesNotCompileVectors() {
    String why = "this JVM would make an object of every vector: its compiler C2 is off; start one";
    Jvm interpreted = jvm("0", "scalar", why, "1 for Scala 2.12");
    String advice = found(false, fast("driver"), interpreted).advice().get(0);
    assertSays(advice, "executor 0: kernels are plain Java, several times slower, because " + why);
    assertFalse(advice.contains("add-modules"), advice);
  }

  @Test
  void differencesBetweenExecutorsAreNamed() {
    Jvm narrow = jvm("1", "SIMD, vectors of 256 bits, JDK 17", "", "1 for Scala 2.12");
    assertSays(
        only(found(false, fast("driver"), fast("0"), narrow).advice()),
        WIDE + "=[the driver, executor 0]",
        "256 bits, JDK 17=[executor 1]");
    Jvm old = jvm("1", WIDE, "", "0 for Scala 2.12");
    assertSays(only(found(false, fast("driver"), old).advice()), "0 for Scala 2.12=[executor 1]");
  }

  @Test
  void coreIsMissedWhereOnlyTheConnectorIs() {
    Jvm half = jvm("0", "", "not found: io/kindling/kernel/Kernels", "1 for Scala 2.12");
    assertSays(
        only(found(false, fast("driver"), half).missing()),
        "executor 0 does not have kindling-core",
        "give both");
  }

  @Test
  void executorsThatComeAndGoAreToldOf() {
    var elastic =
        new Environment("4.0.0", "yarn", false, fast("driver"), List.of(), 0, true, List.of());
    assertSays(only(elastic.advice()), "tree", "spark.dynamicAllocation.enabled=false");
    var databricks =
        new Environment("4.0.0", "x", true, fast("driver"), List.of(), 0, true, List.of());
    assertSays(only(databricks.advice()), "autoscaling");
  }

  @Test
  void anOldJavaOnExecutorsIsToldItsCure() {
    var failure =
        new IllegalStateException(
            "Job aborted: java.lang.UnsupportedClassVersionError: io/kindling/spark/Environment has"
                + " been compiled by a more recent version of the Java Runtime");
    assertSays(ExecutorFailure.explain(failure, true), "JNAME=zulu17-ca-amd64");
    assertSays(ExecutorFailure.explain(failure, false), "spark.executorEnv.JAVA_HOME");
    assertSays(
        ExecutorFailure.explain(new IllegalStateException("no room\n\tat x.y"), true), "no room");
  }

  @Test
  void whatTravelsFromExecutorsComesBackWhole() {
    assertEquals(scalar("7"), Jvm.decode(scalar("7").encode()));
    assertEquals(Jvm.here(), Jvm.decode(Jvm.here().encode()));
  }
}
