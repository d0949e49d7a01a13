package io.kindling.spark.testing;

import io.kindling.data.ImageShape;
import io.kindling.data.SampleBlock;
import io.kindling.nn.Flatten;
import io.kindling.nn.Linear;
import io.kindling.nn.Module;
import io.kindling.nn.Sequential;
import io.kindling.optim.Adam;
import io.kindling.random.Generator;
import io.kindling.spark.DistributedTrainer;
import io.kindling.spark.TrainingFailedException;
import io.kindling.spark.TrainingListener;
import io.kindling.spark.TrainingStart;
import io.kindling.spark.allreduce.AllReduce;
import io.kindling.spark.allreduce.StepReport;
import io.kindling.spark.checkpoint.CheckpointConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.JobExecutionStatus;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Fits that are cancelled again and again, in every way in turn; each must end at once, with the
 * last good model, and all together leave nothing behind. The outcome is the figures of each
 * process before and after.
 *
 * <p>Arguments: the strategy; {@code step} or {@code join}, when; how many.
 */
public final class CancelledFits implements SharedCluster.Work {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
  private static final int SAMPLES = 400;
  private static final int SECONDS = 120;
  private static final String GATE = "gate";
  private static final String PASSED = "passed";

  /** What is said. */
  private static final Pattern SAID =
      Pattern.compile(
          "training was cancelled in step (\\d+) \\(epoch \\d+\\): (Job \\d+ cancelled \\S.*|its"
              + " thread was interrupted); the last good model is (the initial one|that after step"
              + " (\\d+))");

  private final Map<String, Figures> before = new TreeMap<>();
  private JavaSparkContext spark;
  private String strategy;
  private boolean joining;

  /** How a fit is cancelled. */
  private enum Way {
    GROUP,
    JOB,
    STAGE,
    INTERRUPT
  }

  @Override
  public String run(SparkSession session, String... args) throws Exception {
    spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    strategy = args[0];
    joining = args[1].equals("join");
    int times = Integer.parseInt(args[2]);
    for (Way way : Way.values()) {
      cancel(way, true); // threads and files that stay
    }
    before.putAll(settled());
    Map<String, Integer> threads = Figures.threadNames();
    HeldBlocks held = spark.sc().isLocal() ? HeldBlocks.now() : null; // asks in this process only
    for (int i = 0; i < times; i++) {
      cancel(Way.values()[i % Way.values().length], false);
    }
    if (held != null) {
      held.awaitNothingNewer();
    }
    Map<String, Figures> after = figures();
    for (int i = 0; i < 100 && !isAbout(after, times); i++) {
      System.gc();
      Thread.sleep(100);
      after = figures();
    }
    List<String> lines = new ArrayList<>();
    for (String process : before.keySet()) {
      lines.add(process + ": " + before.get(process).to(after.get(process)));
    }
    String all = strategy + ", " + args[1] + ", " + times + " cancels: " + String.join("; ", lines);
    require(isAbout(after, times), all + "; more threads here: " + more(threads));
    return all;
  }

  private static Map<String, Integer> more(Map<String, Integer> before) {
    Map<String, Integer> more = Figures.threadNames();
    before.forEach((name, n) -> more.merge(name, -n, Integer::sum));
    more.values().removeIf(n -> n <= 0);
    return more;
  }

  /** Network threads end some moments after they are told to. */
  private Map<String, Figures> settled() throws InterruptedException {
    Map<String, Figures> now = figures();
    for (int i = 0; i < 100 && now.values().stream().anyMatch(each -> each.ours() > 0); i++) {
      Thread.sleep(100);
      now = figures();
    }
    return now;
  }

  private boolean isAbout(Map<String, Figures> after, int times) {
    return after.keySet().containsAll(before.keySet())
        && before.entrySet().stream()
            .allMatch(each -> after.get(each.getKey()).isAbout(each.getValue(), times));
  }

  /** Of this process, and of the executors where they are others. */
  private Map<String, Figures> figures() {
    Map<String, Figures> all = new TreeMap<>();
    if (!spark.sc().isLocal()) {
      List<Map.Entry<String, Figures>> there =
          spark
              .parallelize(List.of(0, 1), 2)
              .map(
                  i -> {
                    Thread.sleep(300); // so that each executor gets one
                    return Map.entry("executor " + SparkEnv.get().executorId(), Figures.now());
                  })
              .mapPartitions(it -> Collections.singleton(bytes(it)).iterator())
              .collect()
              .stream()
              .flatMap(bytes -> objects(bytes).stream())
              .toList();
      there.forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    }
    all.put("driver", Figures.now());
    return all;
  }

  /** Kryo takes no records. */
  private static String bytes(Iterator<Map.Entry<String, Figures>> entries) {
    StringBuilder text = new StringBuilder();
    entries.forEachRemaining(
        e -> {
          Figures f = e.getValue();
          text.append(e.getKey()).append(',').append(f.descriptors()).append(',');
          text.append(f.threads()).append(',').append(f.ours()).append(',').append(f.ports());
        });
    return text.toString();
  }

  private static List<Map.Entry<String, Figures>> objects(String text) {
    String[] f = text.split(",");
    int[] n = Stream.of(f).skip(1).mapToInt(Integer::parseInt).toArray();
    return List.of(Map.entry(f[0], new Figures(n[0], n[1], n[2], n[3])));
  }

  /** The model, whose forward pass takes some milliseconds. */
  static Module model(Path folder) {
    try (var scope = Generator.use(new Generator(5, 0))) {
      return new Sequential(
          new Flatten(), new Slowly(folder), new Linear(64, 16), new Linear(16, 10));
    }
  }

  static DistributedTrainer.Builder trainer(
      Path folder, JavaRDD<SampleBlock> data, String strategy) {
    return DistributedTrainer.builder()
        .model(model(folder))
        .optimizer(Adam.options().lr(0.01))
        .trainingData(data)
        .batchSize(4)
        .epochs(1000)
        .seed(11)
        .allReduce(AllReduce.named(strategy));
  }

  static JavaRDD<SampleBlock> data(JavaSparkContext spark) {
    return FormulaData.spread(spark, SHAPE, SAMPLES, 2);
  }

  /** The second partition takes as long as there is a gate. */
  private static Iterator<SampleBlock> pass(String folder, int p, Iterator<SampleBlock> blocks)
      throws Exception {
    Path gate = Path.of(folder, GATE);
    if (Files.exists(gate) && p == 0) {
      Files.writeString(Path.of(folder, PASSED), "");
    }
    while (p == 1 && Files.exists(gate) && !TaskContext.get().isInterrupted()) {
      Thread.sleep(10);
    }
    return blocks;
  }

  private void cancel(Way way, boolean compares) throws Exception {
    Path folder = Files.createTempDirectory("kindling-cancelled");
    String there = folder.toString();
    JavaRDD<SampleBlock> cached = data(spark);
    JavaRDD<SampleBlock> data = cached.mapPartitionsWithIndex((p, it) -> pass(there, p, it), true);
    CountDownLatch ready = new CountDownLatch(1);
    AtomicReference<Object> outcome = new AtomicReference<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStart(TrainingStart start) {
            if (joining) {
              write(folder.resolve(GATE));
            }
          }

          @Override
          public void onStep(StepReport report) {
            if (report.step() >= 5) {
              ready.countDown();
            }
          }
        };
    String group = "fit " + folder;
    Thread fit =
        new Thread(
            () -> {
              spark.setJobGroup(group, "a fit to be cancelled");
              try {
                outcome.set(
                    trainer(folder, data, strategy)
                        .checkpoint(CheckpointConfig.in(folder.resolve("saved").toString()))
                        .listener(listener)
                        .build()
                        .fit());
              } catch (Throwable e) {
                outcome.set(e);
              }
            },
            "fit");
    fit.start();
    if (joining) {
      await(() -> Files.exists(folder.resolve(PASSED)), fit, "no worker joins");
      Thread.sleep(200);
    } else {
      ready.await(SECONDS, TimeUnit.SECONDS);
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (fit.isAlive() && System.nanoTime() < end) {
      cancel(way, group, fit);
      // Between the jobs of two steps there is none to be cancelled, and Spark remembers nothing.
      fit.join(way == Way.INTERRUPT || !strategy.equals("tree") ? SECONDS * 1000L : 20);
    }
    require(!fit.isAlive(), way + " does not end the fit");
    check(way, folder, outcome.get(), compares);
    cached.unpersist(true);
  }

  private void cancel(Way way, String group, Thread fit) {
    SparkContext context = spark.sc();
    switch (way) {
      case GROUP -> context.cancelJobGroup(group);
      case JOB -> activeJobs(group).forEach(id -> context.cancelJob(id, "killed via the Web UI"));
      case STAGE ->
          activeJobs(group)
              .forEach(
                  id -> {
                    SparkJobInfo job = context.statusTracker().getJobInfo(id).get();
                    for (int stage : job.stageIds()) {
                      context.cancelStage(stage, "killed via the Web UI");
                    }
                  });
      case INTERRUPT -> fit.interrupt();
    }
  }

  private List<Integer> activeJobs(String group) {
    List<Integer> active = new ArrayList<>();
    for (int id : spark.sc().statusTracker().getJobIdsForGroup(group)) {
      var job = spark.sc().statusTracker().getJobInfo(id);
      if (job.isDefined() && job.get().status() == JobExecutionStatus.RUNNING) {
        active.add(id);
      }
    }
    return active;
  }

  private void check(Way way, Path folder, Object outcome, boolean compares) throws Exception {
    if (!(outcome instanceof TrainingFailedException e)) {
      throw new AssertionError(way + ": " + outcome, outcome instanceof Throwable t ? t : null);
    }
    Matcher said = SAID.matcher(e.getMessage());
    require(e.isCancelled() && said.matches(), way + ": " + e.getMessage());
    require(said.group(2).startsWith("its") == (way == Way.INTERRUPT), e.getMessage());
    long step = Long.parseLong(said.group(1));
    long good = said.group(4) == null ? 0 : Long.parseLong(said.group(4));
    require(good == e.lastGoodStep() && step == e.step(), e.getMessage());
    require(good <= step - 1 && (joining ? good == 0 : good >= 0), e.getMessage());
    if (!strategy.equals("sharded")) {
      // Sharded, both may be cut off while they gather the slices of an update.
      require(good == step - 1, "the last good model is old: " + e.getMessage());
    }
    if (compares) {
      Module expected =
          good == 0
              ? model(folder)
              : trainer(folder, data(spark), strategy).maxSteps(good).build().fit().module();
      require(SmallRun.modelBits(expected) == SmallRun.modelBits(e.lastGood()), "another model");
    }
    try (Stream<Path> saved = Files.list(folder.resolve("saved"))) {
      List<String> names =
          saved.map(file -> file.getFileName().toString()).filter(n -> !n.startsWith(".")).toList();
      require(names.stream().noneMatch(name -> name.contains("_writing")), names.toString());
      boolean kept = names.contains(String.format("checkpoint-%012d.safetensors", good));
      require(kept == (good > 0) || strategy.equals("sharded"), names + " of step " + good);
    }
  }

  private static void write(Path file) {
    try {
      Files.writeString(file, "");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition, Thread alive, String otherwise)
      throws InterruptedException {
    for (int i = 0; i < 50 * SECONDS && alive.isAlive() && !condition.holds(); i++) {
      Thread.sleep(20);
    }
    require(condition.holds(), otherwise);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
