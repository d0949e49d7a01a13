package io.kindling.spark.testing;

import io.kindling.data.FileSampleBlock;
import io.kindling.data.SampleBlock;
import io.kindling.spark.TrainingFailedException;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.data.DistributedSamples;
import io.kindling.spark.data.SampleCache;
import io.kindling.spark.internals.ScalaCollections;
import io.kindling.spark.report.RunView;
import io.kindling.spark.testing.Trouble.Kind;
import io.kindling.spark.ui.TrainingRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskKilled;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.RDDBlockId;

/**
 * Runs of {@link SmallRun} on two executor processes, each disturbed in its own way after some
 * steps; prints what came of each, a line each. A disturbance that has not happened is an error.
 * One cluster for all, whose executors are replaced as they are killed.
 */
public final class FaultyCluster {
  private static final int TIMEOUT_SECONDS = 200;
  private static final String STRAGGLER = "straggler";

  /** Ends the name of a disturbance of samples in files. */
  private static final String IN_FILES = "-in-files";

  private static final ExecutorService KILLER =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "killer");
            thread.setDaemon(true);
            return thread;
          });

  private final JavaSparkContext spark;
  private final AllReduce strategy;
  private DistributedSamples inFiles;
  private boolean synced;

  /** What is to happen to a run. */
  private record Case(String strategy, String disturbance) {
    static Case parse(String text) {
      String[] words = text.split(" ");
      return new Case(words[0], words[1]);
    }

    @Override
    public String toString() {
      return strategy + " " + disturbance;
    }
  }

  private FaultyCluster(JavaSparkContext spark, AllReduce strategy) {
    this.spark = spark;
    this.strategy = strategy;
  }

  /** Arguments: a strategy and a disturbance each, as {@code tree killed}; repeated in the line. */
  public static void main(String[] args) throws Exception {
    List<Case> cases = Arrays.stream(args).map(Case::parse).toList();
    try (StandaloneCluster cluster = new StandaloneCluster()) {
      for (boolean speculation : new boolean[] {false, true}) {
        run(
            conf(cluster).set("spark.speculation", String.valueOf(speculation)),
            cases.stream().filter(c -> c.disturbance.equals(STRAGGLER) == speculation).toList());
      }
    }
  }

  private static SparkConf conf(StandaloneCluster cluster) {
    return TestConf.withKryo(TestConf.cluster("faulty cluster", cluster.url()))
        .set("spark.executor.memory", "768m")
        .set("spark.speculation.quantile", "0.5")
        .set("spark.speculation.multiplier", "2");
  }

  private static void run(SparkConf conf, List<Case> cases) throws Exception {
    if (!cases.isEmpty()) {
      try (JavaSparkContext spark = new JavaSparkContext(conf)) {
        for (Case each : cases) {
          var cluster = new FaultyCluster(spark, SmallRun.strategy(each.strategy));
          System.out.println(each + " " + cluster.run(each.disturbance));
        }
      }
    }
  }

  private String run(String disturbance) throws Exception {
    // An executor that was killed comes back in its time.
    await(() -> spark.sc().getExecutorMemoryStatus().size() == 1 + 2, "an executor is missing");
    if (disturbance.endsWith(IN_FILES)) {
      inFiles = SmallRun.samples(SparkSession.builder().getOrCreate(), 2, SampleCache.DISK);
      try {
        return run(disturbance.substring(0, disturbance.length() - IN_FILES.length()));
      } finally {
        inFiles.close();
        inFiles = null;
        await(() -> openFiles() == 0, "files are left");
      }
    }
    return switch (disturbance) {
      case "nothing" -> train(data(), folder(), step -> {});
      case "exception" -> exception(Kind.THROW);
      case "exception-in-backward" -> exception(Kind.THROW_IN_BACKWARD);
      case "lost-block" -> lostBlock();
      case "crowded" -> crowded();
      case "killed" -> killed(Kind.WAIT_FOR_KILL, 8);
      case "killed-in-backward" -> killed(Kind.WAIT_FOR_KILL_IN_BACKWARD, 8);
      case "killed-synced" -> {
        synced = true;
        yield killed(Kind.WAIT_FOR_KILL, 8);
      }
      case "killed-often" ->
          killed(Kind.WAIT_FOR_KILL, 2, 5, 8, 11, 17); // what is asked too late finds no step
      case "fails-always" -> failsAlways();
      case "reordered" -> new ReorderedTable(folder()).train(strategy, false);
      case "sorted" -> new ReorderedTable(folder()).train(strategy, true);
      case STRAGGLER -> straggler();
      default -> throw new IllegalArgumentException(disturbance);
    };
  }

  private interface AtStep {
    void step(long step) throws Exception;
  }

  private JavaRDD<SampleBlock> data() {
    return inFiles == null ? SmallRun.data(spark, 2) : inFiles.blocks();
  }

  /** On both executors, most likely. */
  private int openFiles() {
    List<Integer> tasks = List.of(0, 1, 2, 3, 4, 5, 6, 7);
    return spark
        .parallelize(tasks, tasks.size())
        .map(task -> FileSampleBlock.count())
        .reduce(Integer::sum);
  }

  private static Path folder() throws IOException {
    return Files.createTempDirectory("kindling-trouble");
  }

  private String train(JavaRDD<SampleBlock> data, Path folder, AtStep disturb) {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(StepReport report) {
            try {
              disturb.step(report.step());
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          }

          @Override
          public boolean endsRun() {
            return true;
          }
        };
    var trainer = SmallRun.trainer(folder, data, strategy).syncBatchNorm(synced);
    return SmallRun.bits(trainer.listener(listener).build().fit());
  }

  private String exception(Kind kind) throws IOException {
    Path folder = folder();
    String bits = train(data(), folder, step -> askAt(8, step, folder, kind));
    require(Files.exists(folder.resolve(kind + ".taken")), "no task has thrown");
    require(lastFaults().failedTasks() > 0, "the Training tab does not tell of it");
    return bits;
  }

  private RunView.Faults lastFaults() {
    return TrainingRuns.of(spark.sc()).views().get(0).faults();
  }

  private static void askAt(long wanted, long step, Path folder, Kind kind) {
    if (step == wanted) {
      Trouble.ask(folder, kind);
    }
  }

  private String lostBlock() throws IOException {
    JavaRDD<SampleBlock> data = data();
    RDDBlockId block = new RDDBlockId(data.id(), 1);
    return train(
        data,
        folder(),
        step -> {
          if (step == 8) {
            var master = SparkEnv.get().blockManager().master();
            require(!master.getLocations(block).isEmpty(), "the block is not cached");
            master.removeBlock(block);
            await(() -> master.getLocations(block).isEmpty(), "the block is still there");
          }
        });
  }

  /** All blocks are cached on one executor, for the other's slot is taken when they are made. */
  private String crowded() throws Exception {
    Path folder = folder();
    String path = folder.toString();
    var other =
        spark
            .parallelize(List.of(1), 1)
            .foreachAsync(
                i -> {
                  Files.createFile(Path.of(path, "begun"));
                  await(() -> Files.exists(Path.of(path, "end")), "the slot stays taken");
                });
    await(() -> Files.exists(folder.resolve("begun")), "the slot is not taken");
    JavaRDD<SampleBlock> data = data();
    data.count();
    Files.createFile(folder.resolve("end"));
    other.get();
    require(holders(data).size() == 1, "the blocks are on several executors");
    String bits = train(data, folder, step -> {});
    require(holders(data).size() == 2, "the blocks stay where they were");
    return bits;
  }

  private static Set<String> holders(JavaRDD<SampleBlock> data) {
    Set<String> holders = new HashSet<>();
    for (int i = 0; i < data.getNumPartitions(); i++) {
      ScalaCollections.asJava(
              SparkEnv.get().blockManager().master().getLocations(new RDDBlockId(data.id(), i)))
          .forEach(manager -> holders.add(manager.executorId()));
    }
    return holders;
  }

  private String killed(Kind kind, long... steps) throws Exception {
    Path folder = folder();
    List<CompletableFuture<Void>> kills = new ArrayList<>();
    String bits =
        train(
            data(),
            folder,
            step -> {
              for (long wanted : steps) {
                if (step == wanted - 1) {
                  Trouble.ask(folder, kind);
                  kills.add(CompletableFuture.runAsync(() -> kill(folder), KILLER));
                }
              }
            });
    require(kills.size() == steps.length, kills.size() + " executors to be killed");
    for (CompletableFuture<Void> kill : kills) {
      kill.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
    require(lastFaults().lostExecutors() > 0, "the Training tab does not tell of it");
    return bits;
  }

  /** Kills the process in which a task says it waits, if it is a child of this one. */
  private static void kill(Path folder) {
    Path pid = folder.resolve("pid");
    try {
      await(() -> Files.exists(pid), "no task waits to be killed");
      long number = Long.parseLong(Files.readString(pid));
      Files.delete(pid);
      ProcessHandle executor =
          ProcessHandle.current()
              .descendants()
              .filter(process -> process.pid() == number)
              .findFirst()
              .orElseThrow();
      executor.destroyForcibly();
      executor.onExit().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A task that would sleep for minutes is overtaken by a copy of it, and killed. */
  private String straggler() throws Exception {
    Path folder = folder();
    AtomicInteger copies = new AtomicInteger();
    AtomicInteger overtaken = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            if (end.reason() instanceof TaskKilled && !end.taskInfo().speculative()) {
              overtaken.incrementAndGet();
            }
          }

          @Override
          public void onTaskStart(SparkListenerTaskStart start) {
            if (start.taskInfo().speculative()) {
              copies.incrementAndGet();
            }
          }
        };
    spark.sc().addSparkListener(listener);
    String bits = train(data(), folder, step -> askAt(8, step, folder, Kind.SLEEP));
    require(Files.exists(folder.resolve("SLEEP.taken")), "no task has slept");
    await(() -> copies.get() > 0 && overtaken.get() > 0, "no copy has overtaken the straggler");
    spark.sc().removeSparkListener(listener);
    return bits;
  }

  private String failsAlways() throws IOException {
    Path folder = folder();
    try {
      train(data(), folder, step -> askAt(4, step, folder, Kind.THROW_ALWAYS));
    } catch (TrainingFailedException e) {
      return SmallRun.modelBits(e.lastGood()) + " " + e.getMessage();
    }
    throw new AssertionError("training has not failed");
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition, String otherwise) throws Exception {
    for (int i = 0; i < 20 * TIMEOUT_SECONDS && !condition.holds(); i++) {
      Thread.sleep(50);
    }
    require(condition.holds(), otherwise);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
