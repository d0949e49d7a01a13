package io.kindling.spark.testing;

import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingFailedException;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.AutoAllReduce;
import io.kindling.spark.allreduce.ResidentAllReduce;
import io.kindling.spark.allreduce.ShardedAllReduce;
import io.kindling.spark.allreduce.WorkerKernels;
import io.kindling.spark.allreduce.transport.GangOptions;
import io.kindling.spark.internals.ScalaCollections;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.ClassWriter;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;

/**
 * Trains on executors whose Spark lacks a method of its private network classes, as a vendor's fork
 * may; prints a line for each strategy, and what was warned of. Arguments: the class and the
 * method, then names of strategies. Executors also compute with narrower kernels than the driver.
 */
public final class UnlinkedExecutors {
  private static final int STEPS = 4;

  private UnlinkedExecutors() {}

  public static void main(String[] args) throws Exception {
    Path fork = Files.createTempDirectory("kindling-fork");
    cripple(args[0], args[1], fork);
    SparkConf conf = TestConf.cluster("fork of Spark", "local-cluster[2,1,1024]");
    conf.set(
            "spark.executor.extraClassPath",
            fork + File.pathSeparator + conf.get("spark.executor.extraClassPath"))
        .set(
            "spark.executor.extraJavaOptions",
            conf.get("spark.executor.extraJavaOptions") + " -XX:MaxVectorSize=16");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      for (String strategy : List.of(args).subList(2, args.length)) {
        System.out.println(strategy + ": " + train(spark, strategy(strategy)));
      }
    }
  }

  /** No shared memory: chunks are to go by Spark's network classes. */
  private static AllReduce strategy(String name) {
    GangOptions gang = GangOptions.defaults().withSharedMemory(false);
    int attempts = ResidentAllReduce.DEFAULT_ATTEMPTS;
    return switch (name) {
      case "auto" -> new AutoAllReduce(gang);
      case "resident" -> new ResidentAllReduce(gang, attempts);
      case "sharded" -> new ShardedAllReduce(gang, attempts);
      default -> AllReduce.named(name);
    };
  }

  private static String train(JavaSparkContext spark, AllReduce strategy) throws Exception {
    Lost lost = new Lost();
    spark.sc().addSparkListener(lost);
    Path folder = Files.createTempDirectory("kindling-unlinked");
    DistributedTrainer trainer =
        SmallRun.trainer(folder, SmallRun.data(spark, 2), strategy).maxSteps(STEPS).build();
    String outcome;
    try (Warnings fallback = Warnings.of(AutoAllReduce.class.getPackageName() + ".AutoSession");
        Warnings kernels = Warnings.of(WorkerKernels.class)) {
      try {
        outcome = "bits " + SmallRun.bits(trainer.fit());
      } catch (TrainingFailedException e) {
        outcome = e.getMessage();
      }
      outcome += " | " + fallback.lines() + " | " + kernels.lines();
    }
    Thread.sleep(1000); // listeners are told later
    spark.sc().removeSparkListener(lost);
    return outcome + " | barrier stages " + lost.barriers + ", executors lost " + lost.executors;
  }

  private static final class Lost extends SparkListener {
    final AtomicInteger executors = new AtomicInteger();
    final AtomicInteger barriers = new AtomicInteger();

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
      executors.incrementAndGet();
    }

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
      boolean barrier =
          ScalaCollections.asJava(submitted.stageInfo().rddInfos()).stream()
              .anyMatch(rdd -> rdd.isBarrier());
      barriers.addAndGet(barrier ? 1 : 0);
    }
  }

  /** Writes the class without the method, which has another name there. */
  private static void cripple(String type, String method, Path folder) throws IOException {
    String file = type.replace('.', '/') + ".class";
    Path to = folder.resolve(file);
    Files.createDirectories(to.getParent());
    try (InputStream in = UnlinkedExecutors.class.getClassLoader().getResourceAsStream(file)) {
      ClassWriter writer = new ClassWriter(0);
      new ClassReader(in)
          .accept(
              new ClassVisitor(Opcodes.ASM9, writer) {
                @Override
                public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] thrown) {
                  String other = name.equals(method) ? name + "OfTheVendor" : name;
                  return super.visitMethod(access, other, descriptor, signature, thrown);
                }
              },
              0);
      Files.write(to, writer.toByteArray());
    }
  }
}
