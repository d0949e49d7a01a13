package io.kindling.spark.internals;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;

/** What is known of executors. */
public final class Executors {
  private Executors() {}

  /** How many tasks can run at once now, as the check of a barrier stage counts them. */
  public static int taskSlots(SparkContext spark) {
    return spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
  }

  /** How many tasks each executor runs at once, by its id. */
  public static Map<String, Integer> slotsOfEach(SparkContext spark) {
    Map<String, Integer> slots = new HashMap<>();
    ScalaCollections.asJava(spark.statusStore().executorList(true))
        .forEach(executor -> slots.put(executor.id(), executor.maxTasks()));
    return slots;
  }

  /** The id of the executor that this JVM is; {@code driver} for the driver's. */
  public static String thisOne() {
    SparkEnv env = SparkEnv.get();
    return env == null ? "driver" : env.executorId();
  }

  /** Which executor this JVM is, and where, for people. */
  public static String thisPlace() {
    String id = thisOne();
    return id.equals("driver")
        ? "the driver"
        : "executor " + id + " at " + SparkEnv.get().blockManager().blockManagerId().host();
  }

  /** Whether executors come and go by themselves, as Spark decides it. */
  public static boolean areAllocatedDynamically(SparkContext spark) {
    SparkConf conf = spark.conf();
    return conf.getBoolean("spark.dynamicAllocation.enabled", false)
        && (!spark.isLocal() || conf.getBoolean("spark.dynamicAllocation.testing", false));
  }
}
